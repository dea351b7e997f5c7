/** In which zone times are shown, and the minute that "5 min ago" counts from. */
import {session} from "./session.svelte"
import {browserZone} from "./time"

class Zone {
  /** Chosen for this visit, over the account's and the browser's; "" none */
  chosen = $state("")
  now = $state(Date.now())

  constructor() {
    setInterval(() => (this.now = Date.now()), 30_000)
  }

  get name() {
    return this.chosen || session.user?.zone || browserZone()
  }
}

export const zone = new Zone()
