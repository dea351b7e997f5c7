/**
 * The pages: one row each. A page is a component that gets `params`, the parts of the path that its `:names` matched;
 * its code is loaded when it is first shown. It reads the query from `router.query`.
 */
import type {Component} from "svelte"
import type {User} from "./lib/types"

/** A page takes `{params}`, or nothing: a component without props has another type, so this cannot be said more narrowly. */
export type PageComponent = Component<any>

export interface Route {
  path: string
  load: () => Promise<{default: PageComponent}>
  /** Shown without signing in, without the rail */
  open?: boolean
  need?: User["role"]
  /** The rail's entry it belongs to */
  nav?: "home" | "incidents" | "postmortems" | "library" | "settings"
}

export const routes: readonly Route[] = [
  {path: "/", nav: "home", load: () => import("./home/HomePage.svelte")},
  {path: "/incidents", nav: "incidents", load: () => import("./incidents/IncidentsPage.svelte")},
  {path: "/incidents/:id", nav: "incidents", load: () => import("./incident/IncidentPage.svelte")},
  {path: "/postmortems", nav: "postmortems", load: () => import("./postmortems/PostmortemsPage.svelte")},
  {path: "/postmortems/:id", nav: "postmortems", load: () => import("./postmortem/PostmortemPage.svelte")},
  {path: "/search", nav: "library", load: () => import("./search/SearchPage.svelte")},
  {path: "/settings", nav: "settings", load: () => import("./settings/SettingsPage.svelte")},
  {path: "/settings/:part", nav: "settings", load: () => import("./settings/SettingsPage.svelte")},
  {path: "/sign-in", open: true, load: () => import("./account/SignInPage.svelte")},
  {path: "/link", open: true, load: () => import("./account/LinkPage.svelte")},
  {path: "/setup", open: true, load: () => import("./account/SetUpPage.svelte")},
]

export interface Match {
  route: Route
  params: Record<string, string>
}

export function matchRoute(path: string): Match | null {
  const parts = path.replace(/(.)\/+$/, "$1").split("/")
  for (const route of routes) {
    const names = route.path.split("/")
    if (names.length !== parts.length) continue
    const params: Record<string, string> = {}
    const fits = names.every((name, i) => {
      const part = parts[i]!
      if (!name.startsWith(":")) return name === part
      try {
        params[name.slice(1)] = decodeURIComponent(part)
      } catch {
        return false
      }
      return part !== ""
    })
    if (fits) return {route, params}
  }
  return null
}
