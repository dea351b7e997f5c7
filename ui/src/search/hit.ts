import type {Hit} from "../lib/types"

/** Where a search hit is shown. An event opens in its incident, in the drawer. */
export function hitHref(hit: Hit) {
  if (hit.kind === "postmortem") return `/postmortems/${hit.id}`
  if (hit.kind === "event") return `/incidents/${hit.incident_id}?event=${hit.id}`
  return `/incidents/${hit.id}`
}
