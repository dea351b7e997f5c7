/** What works on every page. A page offers its own, see lib/actions.svelte.ts. */
import {actions, type Action} from "./lib/actions.svelte"
import {dialogs} from "./lib/dialogs.svelte"
import {go} from "./lib/router.svelte"
import {session} from "./lib/session.svelte"
import {theme} from "./lib/theme.svelte"
import {attempt} from "./lib/toast.svelte"

const signedIn = () => session.user !== null
const editor = () => session.can("editor")
const admin = () => session.can("admin")

export const globalActions: Action[] = [
  {id: "palette", label: "Find an action or an incident", group: "Everywhere", keys: "mod+k", when: signedIn, run: () => void (actions.paletteOpen = true)},
  {id: "keys", label: "Show the keys", group: "Everywhere", keys: "?", run: () => void (actions.sheetOpen = true)},
  {id: "search", label: "Search everything", group: "Everywhere", keys: "/", when: signedIn, run: () => go("/search")},
  {id: "incident.new", label: "New incident", group: "Everywhere", keys: "c", also: "create add import upload", when: editor, run: () => void (dialogs.newIncident = {files: []})},
  {id: "postmortem.new", label: "New post-mortem", group: "Everywhere", also: "create draft", when: editor, run: () => void (dialogs.newPostmortem = {incidents: []})},
  {id: "go.home", label: "Go to home", group: "Go to", keys: "g h", when: signedIn, run: () => go("/")},
  {id: "go.incidents", label: "Go to incidents", group: "Go to", keys: "g i", when: signedIn, run: () => go("/incidents")},
  {id: "go.postmortems", label: "Go to post-mortems", group: "Go to", keys: "g p", when: signedIn, run: () => go("/postmortems")},
  {id: "go.library", label: "Go to the library", group: "Go to", keys: "g l", also: "search find", when: signedIn, run: () => go("/search")},
  {id: "go.settings", label: "Go to settings", group: "Go to", keys: "g s", also: "account password zone", when: signedIn, run: () => go("/settings")},
  {id: "go.accounts", label: "Accounts", group: "Settings", also: "users invite", when: admin, run: () => go("/settings/accounts")},
  {id: "go.sources", label: "Sources and intake addresses", group: "Settings", also: "webhook", when: admin, run: () => go("/settings/sources")},
  {id: "go.record", label: "Audit log, verification and backup", group: "Settings", when: admin, run: () => go("/settings/record")},
  {id: "theme.light", label: "Light theme", group: "Appearance", when: () => theme.choice !== "light", run: () => theme.choose("light")},
  {id: "theme.dark", label: "Dark theme", group: "Appearance", when: () => theme.choice !== "dark", run: () => theme.choose("dark")},
  {id: "theme.system", label: "Theme as the system has it", group: "Appearance", when: () => theme.choice !== "system", run: () => theme.choose("system")},
  {
    id: "sign-out",
    label: "Sign out",
    group: "Account",
    when: signedIn,
    run: async () => void ((await attempt(() => session.signOut())) && go("/sign-in")),
  },
]
