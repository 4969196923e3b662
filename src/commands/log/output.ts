/** Writes to stdout no faster than it is read: a pager may take its time, and a list may be long. */
import { once } from 'node:events'

export async function write(
  text: string | Uint8Array,
  output: NodeJS.WriteStream = process.stdout,
): Promise<void> {
  if (!output.write(text)) await once(output, 'drain')
}
