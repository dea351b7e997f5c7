/** Which thing of a list stands in the drawer; the address says it: ?id=..., ?id=new. */
import {SvelteSet} from "svelte/reactivity"
import {del} from "../lib/api"
import type {Pages} from "../lib/pages.svelte"
import {router, setQuery, withQuery} from "../lib/router.svelte"
import {later} from "../lib/toast.svelte"

export class Chosen<T extends {id: string}> {
  gone = new SvelteSet<string>()
  #list: Pages<T>

  constructor(list: Pages<T>) {
    this.#list = list
  }

  id = $derived(router.query.get("id") ?? undefined)
  isNew = $derived(this.id === "new")
  thing = $derived.by(() => this.#list.items.find((x) => x.id === this.id))
  href = (thing: T) => withQuery({id: thing.id})

  open(id: string) {
    setQuery({id}, {push: true})
  }

  close = () => setQuery({id: null})

  /** After a change that the server took. */
  done = () => {
    this.#list.reload()
    this.close()
  }

  /** Gone at once, deleted when nobody takes it back. */
  remove(path: string, thing: T, words: string) {
    this.close()
    later(
      words,
      () => {
        this.gone.add(thing.id)
        return () => this.gone.delete(thing.id)
      },
      () => del(path),
    )
  }
}
