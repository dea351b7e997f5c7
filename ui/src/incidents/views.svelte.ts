/** Saved views: names for what the filter bar says. They stay in this browser. */
export interface View {
  name: string
  /** The query, without "?" */
  query: string
}

const storageKey = "incident-views"
const builtin: View[] = [
  {name: "All", query: ""},
  {name: "Open", query: "state=open"},
  {name: "Resolved", query: "state=resolved"},
]

function stored(): View[] {
  try {
    const list = JSON.parse(localStorage.getItem(storageKey) ?? "[]") as unknown
    return Array.isArray(list) ? list.filter((v): v is View => typeof v?.name === "string" && typeof v?.query === "string") : []
  } catch {
    return []
  }
}

class Views {
  own = $state<View[]>(stored())

  get all() {
    return [...builtin, ...this.own]
  }

  isOwn(view: View) {
    return this.own.includes(view)
  }

  save(name: string, query: string) {
    this.#keep([...this.own.filter((v) => v.name !== name), {name, query}])
  }

  remove(name: string) {
    const before = this.own
    this.#keep(this.own.filter((v) => v.name !== name))
    return () => this.#keep(before)
  }

  #keep(list: View[]) {
    this.own = list
    try {
      localStorage.setItem(storageKey, JSON.stringify(list))
    } catch {
      // Kept for this visit only.
    }
  }
}

export const views = new Views()

/** The filters of a query in a fixed order, so that equal views compare equal. */
export function normal(query: URLSearchParams, keys: readonly string[]) {
  const out = new URLSearchParams()
  for (const key of keys) {
    const value = query.get(key)
    if (value) out.set(key, value)
  }
  return out.toString()
}
