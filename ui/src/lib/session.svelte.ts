/** Who is signed in, and what they may do. */
import {del, get, post, useSession} from "./api"
import type {LinkUse, Session, SetUp, SignIn, User} from "./types"

/** Characters, as src/model/user.h has it */
export const passwordLeast = 10

export type Role = User["role"]
const ranks: Record<Role, number> = {reader: 1, editor: 2, admin: 3}

class Current {
  value = $state<Session | null>(null)

  get user() {
    return this.value?.user ?? null
  }

  can(role: Role) {
    const user = this.user
    return user !== null && ranks[user.role] >= ranks[role]
  }

  take(value: Session) {
    useSession(value.csrf, () => this.expire())
    this.value = value
  }

  /** The server said 401: whoever was here is no longer signed in. */
  expire() {
    if (this.value?.user) this.value = {...this.value, user: null, csrf: ""}
  }

  async load() {
    this.take(await get<Session>("/session"))
  }

  async signIn(body: SignIn) {
    this.take(await post<Session>("/session", body))
  }

  async useLink(body: LinkUse) {
    this.take(await post<Session>("/session/link", body))
  }

  async setUp(body: SetUp) {
    this.take(await post<Session>("/setup", body))
  }

  async signOut() {
    await del("/session")
    this.expire()
  }
}

export const session = new Current()
