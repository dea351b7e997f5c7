/** Events by id, for cards and lists: read once, and anew when the timeline changed. */
import {get} from "../lib/api"
import type {EventDetail} from "../lib/types"

const most = 300
const known = new Map<string, Promise<EventDetail>>()

export function eventOf(id: string) {
  let event = known.get(id)
  if (!event) {
    if (known.size >= most) known.clear()
    known.set(id, (event = get<EventDetail>(`/events/${encodeURIComponent(id)}`)))
    event.catch(() => known.delete(id))
  }
  return event
}

export const forgetEvents = () => known.clear()
