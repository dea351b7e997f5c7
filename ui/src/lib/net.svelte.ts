/** Whether the server can be reached. Set by api.ts and live.svelte.ts, shown by App.svelte. */
class Net {
  state = $state<"online" | "offline" | "restarting">("online")
  /** Grows whenever what is shown should be read anew: the connection came back. */
  epoch = $state(0)

  lost(how: "offline" | "restarting") {
    this.state = how
  }

  found() {
    if (this.state === "online") return
    this.state = "online"
    this.epoch++
  }
}

export const net = new Net()
