/** What can be done with the document as a whole, once: keys, palette and menus read it from here. */
import type {Action} from "../lib/actions.svelte"
import {apiPath, del, patch, sentence} from "../lib/api"
import {go, setQuery} from "../lib/router.svelte"
import {session} from "../lib/session.svelte"
import {attempt, later, toast} from "../lib/toast.svelte"
import type {Incident, IncidentRef, PostmortemDetail, PostmortemEdit, Section} from "../lib/types"
import {draftAgain, edit, own} from "./changes"
import {fill, type Doc} from "./doc.svelte"
import type {PanelTab} from "./panels"
import type {Spy} from "./spy.svelte"
import {nextStates, stateWords, type State} from "./states"

interface Page {
  ask: (section: Section) => void
  togglePanel: () => void
}

/** An entry of a menu, as Menu.svelte takes it */
interface MenuItem {
  label: string
  about?: string
  danger?: boolean
  href?: string
  run?: () => void
}

const formats = [
  ["md", "Markdown", "As files and wikis take it"],
  ["html", "HTML", "One page that stands alone"],
  ["json", "JSON", "For programs"],
] as const

export class Wishes {
  constructor(
    readonly doc: Doc,
    readonly spy: Spy,
    readonly page: Page,
  ) {}

  get mayAdd() {
    return this.doc.mayWrite
  }

  exportPath = (format: string) => apiPath(`/postmortems/${this.doc.id}/export`, {format})

  get exports(): (MenuItem | null)[] {
    return [...formats.map(([format, label, about]) => ({label, about, href: this.exportPath(format)})), null, {label: "Print", about: "Or save as PDF", run: () => print()}]
  }

  get more(): (MenuItem | null)[] {
    const writing: MenuItem[] = this.doc.mayWrite
      ? [
          {label: "Add a section", run: () => this.addSection()},
          {label: "Change the incidents", run: () => setQuery({incidents: "choose"})},
        ]
      : []
    return session.can("admin") ? [...writing, ...(writing.length ? [null] : []), {label: "Delete the post-mortem", danger: true, run: () => this.remove()}] : writing
  }

  addSection() {
    setQuery({add: (this.doc.at ?? this.doc.sections.at(-1))?.key ?? ""})
  }

  async #change(change: PostmortemEdit, shown: Partial<PostmortemDetail>, words: string, back: PostmortemEdit | null) {
    const detail = this.doc.detail!
    const undo = this.doc.show(shown)
    try {
      this.doc.show(await patch<PostmortemDetail>(`/postmortems/${this.doc.id}`, change, {version: detail.version}))
      toast(words, back ? {undo: async () => void this.doc.show(await patch<PostmortemDetail>(`/postmortems/${this.doc.id}`, back))} : {})
    } catch (e) {
      undo()
      toast(sentence(e), {tone: "danger"})
      this.doc.reload()
    }
  }

  rename(title: string) {
    return this.#change({title}, {title}, "Renamed.", {title: this.doc.detail!.title})
  }

  setState(state: State) {
    const was = this.doc.detail!.state
    const back = nextStates(state, (role) => session.can(role)).includes(was)
    return this.#change({state}, {state}, `It is ${stateWords[state].toLowerCase()} now.`, back ? {state: was} : null)
  }

  setIncidents(list: readonly (Incident | IncidentRef)[]) {
    const before = this.doc.detail!.incidents.map((i) => i.id)
    const incidents = list.map(({id, name, title, severity, state, started_at, ended_at}) => ({id, name, title, severity, state, started_at, ended_at}))
    return this.#change({incident_ids: list.map((i) => i.id)}, {incidents}, "It covers other incidents now. Live data follow; drafted text stays until it is drafted again.", {incident_ids: before})
  }

  remove() {
    const {id} = this.doc
    later(
      `${this.doc.detail!.name} is deleted.`,
      () => {
        go("/postmortems")
        return () => go(`/postmortems/${id}`)
      },
      () => attempt(() => del(`/postmortems/${id}`)),
    )
  }

  #panel(panel: PanelTab) {
    setQuery({panel})
  }

  get actions(): Action[] {
    const {doc} = this
    const group = "Post-mortem"
    const there = () => doc.detail !== undefined
    const writes = () => doc.mayWrite && doc.at !== undefined
    const at = doc.at
    return [
      {id: "section.next", label: "Next section", group, keys: "j", when: there, run: () => this.spy.step(1)},
      {id: "section.previous", label: "Previous section", group, keys: "k", when: there, run: () => this.spy.step(-1)},
      {id: "section.edit", label: `Edit “${at?.title ?? "the section"}”`, group, keys: "e", also: "write", when: writes, run: () => edit(doc, at!.key)},
      {id: "section.again", label: `Draft “${at?.title ?? "it"}” again from the evidence`, group, when: () => writes() && !own(at!.key), run: () => void (fill(at!) === "filled" ? this.page.ask(at!) : draftAgain(doc, at!.key))},
      {id: "section.add", label: "Add a section", group, keys: "a", also: "new", when: writes, run: () => this.addSection()},
      {id: "panel", label: "Open or close the panel", group, keys: "\\", when: there, run: () => this.page.togglePanel()},
      {id: "panel.timeline", label: "Timeline beside the document", group, keys: "t", when: there, run: () => this.#panel("timeline")},
      {id: "panel.guidance", label: "Guidance for the section", group, keys: "w", also: "questions what to write", when: there, run: () => this.#panel("guidance")},
      {id: "panel.history", label: "Versions of the section", group, keys: "v", also: "history restore undo", when: there, run: () => this.#panel("history")},
      {id: "panel.files", label: "Attached files", group, keys: "f", also: "attachments pictures", when: there, run: () => this.#panel("files")},
      {id: "postmortem.incidents", label: "Change the incidents it covers", group, when: () => doc.mayWrite, run: () => setQuery({incidents: "choose"})},
      ...nextStates(doc.detail?.state ?? "draft", (role) => session.can(role)).map((s) => ({id: "state." + s, label: `Set to ${stateWords[s].toLowerCase()}`, group, when: there, run: () => this.setState(s)})),
      ...formats.map(([format, label]) => ({id: "export." + format, label: `Export as ${label}`, group, also: "download", when: there, run: () => location.assign(this.exportPath(format))})),
      {id: "print", label: "Print", group, also: "pdf", when: there, run: () => print()},
    ]
  }
}
