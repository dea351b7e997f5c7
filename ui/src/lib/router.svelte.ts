/**
 * The address is the state: path, query and hash. Plain links work; App.svelte hands their clicks to `go`.
 *
 *   router.query.get("state")                       what the address says, reactive
 *   setQuery({state: "open", q: null})              changes it in place, no new entry in the history
 *   setQuery({event: id}, {push: true})             with one, so that Back closes the drawer
 */
import {matchRoute} from "../routes"

class Router {
  url = $state.raw(new URL(location.href))
  query = $derived(this.url.searchParams)
  path = $derived(this.url.pathname)
  hash = $derived(this.url.hash)
  match = $derived(matchRoute(this.path))
}

export const router = new Router()

/** Asked before leaving a page with work that is not saved; false keeps the page. */
type Guard = (to: URL) => boolean
const guards = new Set<Guard>()

export function guard(g: Guard) {
  guards.add(g)
  return () => void guards.delete(g)
}

export interface GoOptions {
  replace?: boolean
  /** Keep where the page is scrolled to */
  keepScroll?: boolean
}

export function go(to: string, o: GoOptions = {}) {
  const url = new URL(to, location.href)
  if (url.origin !== location.origin) {
    location.assign(url)
    return
  }
  if (url.pathname !== location.pathname && ![...guards].every((g) => g(url))) return
  history.replaceState({...history.state, y: scrollY}, "")
  if (o.replace || url.href === location.href) history.replaceState({}, "", url)
  else history.pushState({}, "", url)
  const samePath = url.pathname === router.url.pathname
  router.url = url
  if (!samePath && !o.keepScroll) scrollTo(0, 0)
}

/** The address with some of its query changed; null or "" removes. */
export function withQuery(changes: Record<string, string | null | undefined>, from = router.url) {
  const url = new URL(from)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  return url.pathname + url.search + url.hash
}

export function setQuery(changes: Record<string, string | null | undefined>, o: {push?: boolean} = {}) {
  go(withQuery(changes), {replace: !o.push, keepScroll: true})
}

addEventListener("popstate", (e) => {
  router.url = new URL(location.href)
  const y = (e.state as {y?: number} | null)?.y
  if (y !== undefined) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, y)))
})

/** For App.svelte: a click on a link into this program stays in it. */
export function onLinkClick(e: MouseEvent) {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
  const a = (e.target as Element | null)?.closest?.("a")
  if (!a || a.target || a.hasAttribute("download") || a.origin !== location.origin) return
  if (a.pathname.startsWith("/api/")) return
  if (a.pathname === location.pathname && a.search === location.search && a.hash) return
  e.preventDefault()
  go(a.href)
}
