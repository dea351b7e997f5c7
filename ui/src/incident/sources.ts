/**
 * How a source looks: one of eight colours that colour-blind people tell apart, one of eight shapes, and its name. The
 * same source always looks the same; those that nobody listed take what their name hashes to.
 */
export interface SourceLook {
  /** Of the tokens --source1 to --source8 */
  colour: number
  /** Inside a viewBox of 12 by 12 */
  shape: string
  name: string
}

const shapes = {
  circle: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z",
  square: "M1.5 1.5h9v9h-9z",
  diamond: "M6 .5 11.5 6 6 11.5.5 6z",
  up: "M6 1l5.5 10H.5z",
  down: "M6 11 .5 1h11z",
  hexagon: "M3.2 1h5.6l2.8 5-2.8 5H3.2L.4 6z",
  plus: "M4 1h4v3h3v4H8v3H4V8H1V4h3z",
  bar: "M.5 3.5h11v5H.5z",
}
type Shape = keyof typeof shapes
const shapeNames = Object.keys(shapes) as Shape[]

const known: Record<string, [number, Shape, string]> = {
  alertmanager: [2, "up", "Alertmanager"],
  grafana: [5, "up", "Grafana"],
  cloudwatch: [7, "up", "CloudWatch"],
  pagerduty: [3, "plus", "PagerDuty"],
  statuspage: [6, "hexagon", "Statuspage"],
  cstate: [6, "hexagon", "cState"],
  slack: [1, "circle", "Slack"],
  mattermost: [1, "circle", "Mattermost"],
  discord: [7, "circle", "Discord"],
  teams: [7, "circle", "Teams"],
  gitter: [6, "circle", "Gitter"],
  github: [4, "diamond", "GitHub"],
  gitlab: [2, "diamond", "GitLab"],
  git: [7, "diamond", "Git"],
  kubernetes: [1, "square", "Kubernetes"],
  journald: [8, "bar", "journald"],
  syslog: [8, "bar", "syslog"],
  text: [8, "square", "Notes"],
  csv: [5, "square", "CSV"],
  jsonl: [6, "bar", "JSON lines"],
  note: [3, "down", "By hand"],
}

const looks = new Map<string, SourceLook>()

export function sourceLook(source: string): SourceLook {
  let look = looks.get(source)
  if (!look) {
    const hash = [...source].reduce((h, c) => (h * 31 + c.charCodeAt(0)) >>> 0, 7)
    const [colour, shape, name] = known[source] ?? [1 + (hash % 8), shapeNames[(hash >> 3) % 8]!, source || "Unknown"]
    looks.set(source, (look = {colour, shape: shapes[shape], name}))
  }
  return look
}

export const kindWords = {
  alert: "Alert",
  chat: "Chat",
  change: "Change",
  deploy: "Deployment",
  page: "Page",
  status: "Status notice",
  ticket: "Ticket",
  log: "Log",
  note: "Note",
  other: "Other",
} as const

export const kindOptions = Object.entries(kindWords) as [keyof typeof kindWords, string][]
