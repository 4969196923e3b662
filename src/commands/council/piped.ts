/** What is piped into the command, where something is. */
import { fstatSync } from 'node:fs'

/** Milliseconds of silence after which a person is told what is waited for. */
const silence = 2_000

/** Undefined for a terminal and for `/dev/null`. */
export async function pipedText(warn: (text: string) => void): Promise<string | undefined> {
  if (!isPiped()) return undefined
  const notice = setTimeout(
    () => warn('waiting for the end of the standard input (or add </dev/null)'),
    silence,
  )
  try {
    let text = ''
    process.stdin.setEncoding('utf8')
    for await (const part of process.stdin) text += part
    return text
  } finally {
    clearTimeout(notice)
  }
}

function isPiped(): boolean {
  try {
    const input = fstatSync(0)
    return input.isFIFO() || input.isFile() || input.isSocket()
  } catch {
    // Closed by whoever has started this.
    return false
  }
}
