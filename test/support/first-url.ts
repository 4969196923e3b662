/** The address that a starting server prints. */
import type { ProcessOutput } from './process-output.ts'

/** Milliseconds. */
const limit = 20_000

export async function firstUrl(output: ProcessOutput): Promise<string> {
  const deadline = Date.now() + limit
  while (Date.now() < deadline) {
    const { stdout, stderr } = output.text()
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout + stderr)?.[0]
    if (url) return url
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`the server did not start\n${output.report()}`)
}
