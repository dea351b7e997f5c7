/** What a line of the timeline can ask for. */
export type RowWish = "open" | "pick" | "why" | "edit" | "add" | "hide" | "key"
