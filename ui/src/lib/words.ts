/** Sentences for what the audit log calls by dotted names. */
const verbs: Record<string, string> = {
  create: "created",
  add: "added",
  new: "created",
  edit: "changed",
  change: "changed",
  update: "changed",
  delete: "deleted",
  remove: "removed",
  confirm: "confirmed",
  correct: "corrected",
  reject: "rejected",
  move: "moved",
  hide: "hid",
  show: "showed again",
  import: "imported",
  done: "finished",
  begin: "began",
  restore: "restored",
  draft: "drafted",
  erase: "erased",
  revoke: "withdrew",
  "sign-in": "signed in",
  "sign-out": "signed out",
}
const things: Record<string, string> = {
  postmortem: "the post-mortem",
  incident: "the incident",
  moment: "a moment of",
  event: "an event of",
  section: "a section of",
  import: "an import into",
  user: "an account",
  token: "a token",
  team: "a team",
  person: "a person",
  component: "a component",
  template: "a template",
  source: "a source",
  setting: "the settings",
  settings: "the settings",
  attachment: "an attachment of",
  signal: "evidence of",
}
const many: Record<string, string> = {
  moment: "moments of",
  event: "events of",
  section: "sections of",
  import: "imports into",
  attachment: "attachments of",
  signal: "pieces of evidence of",
}

/** "incident.edit": "changed the incident"; done to three things: "changed 3 sections of". What is not known stays readable. */
export function actionWords(action: string, count = 1) {
  const [thing = "", verb = ""] = action.split(/[.:_ ]/)
  if (!verb) return verbs[thing] ?? action
  return `${verbs[verb] ?? verb.replaceAll("-", " ")} ${count > 1 ? `${count} ${many[thing] ?? `times ${thing.replaceAll("-", " ")}`}` : (things[thing] ?? thing.replaceAll("-", " "))}`
}

/** Where the subject of an audit entry can be seen; "" when it has no page. */
export function subjectHref(subject: string, incident: string) {
  const [thing = "", section] = subject.split("/") // "pm_.../summary"
  if (thing.startsWith("pm_")) return `/postmortems/${thing}${section ? `#s-${encodeURIComponent(section)}` : ""}`
  if (subject.startsWith("evt_") && incident) return `/incidents/${incident}?event=${subject}`
  if (subject.startsWith("inc_")) return `/incidents/${subject}`
  if (incident.startsWith("pm_")) return `/postmortems/${incident}`
  return incident ? `/incidents/${incident}` : ""
}

export const roleWords = {admin: "Administrator", editor: "Editor", reader: "Reader"} as const
export const roleOptions = [
  ["reader", "Reader: sees everything"],
  ["editor", "Editor: also changes it"],
  ["admin", "Administrator: also accounts and settings"],
] as const
