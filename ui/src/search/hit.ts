import type {Hit} from "../lib/types"

/** Whose section or event it is: "PM-1 INC-1 · Checkout outage"; "" for what stands by itself. */
export const whose = (hit: Hit) => [hit.parent_name, hit.parent_title].filter(Boolean).join(" · ")

/** Where a search hit is shown. An event opens in its incident, in the drawer; a section has the id "pm_.../summary". */
export function hitHref(hit: Hit) {
  if (hit.kind === "postmortem") {
    const section = hit.id.split("/")[1]
    return `/postmortems/${hit.incident_id}${section ? `#s-${encodeURIComponent(section)}` : ""}`
  }
  if (hit.kind === "event") return `/incidents/${hit.incident_id}?event=${hit.id}`
  return `/incidents/${hit.id}`
}
