/** One server-sent event. */
export interface ServerEvent {
  /** Empty for most. */
  name: string;
  data: string;
}

export interface EventDecoder {
  /** The events that are complete with this piece of text. */
  push(text: string): ServerEvent[];
  /** The last event of a stream that ends without an empty line. */
  end(): ServerEvent[];
}

/** Takes a stream of server-sent events apart, wherever its pieces begin and end. Events without data are left out. */
export function createEventDecoder(): EventDecoder {
  let rest = "";
  let event: ServerEvent = { name: "", data: "" };

  function read(lines: readonly string[]): ServerEvent[] {
    const complete: ServerEvent[] = [];
    for (const line of lines) {
      if (line !== "") {
        addLine(event, line);
        continue;
      }
      if (event.data !== "") complete.push(event);
      event = { name: "", data: "" };
    }
    return complete;
  }

  return {
    push(text) {
      // A carriage return at the very end may be the first half of a line's end.
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      return read(lines);
    },
    end() {
      return read([rest.replace(/\r$/, ""), ""]);
    },
  };
}

function addLine(event: ServerEvent, line: string): void {
  const colon = line.indexOf(":");
  const field = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
  if (field === "data") event.data = event.data === "" ? value : `${event.data}\n${value}`;
  else if (field === "event") event.name = value;
}
