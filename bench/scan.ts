/** What searching a conversation for secrets takes beside parsing it, in the process of the benchmark itself. */
import { Finder } from '../plugins/redact/finder.ts'
import { checkedOptions } from '../plugins/redact/options.ts'
import { Vault } from '../plugins/redact/vault.ts'
import { mapRequest } from '../plugins/redact/walk.ts'
import type { MessagesRequest } from '../src/anthropic/request.ts'
import { bodyOf } from './bodies.ts'

const options = { descriptions: false, signed: false }
/** Times each figure is taken in a sample. */
const times = 15

/** Milliseconds: to parse the body as it came, to search it for the first time, and with the next turn. */
export function scanFigures(): Readonly<Record<string, readonly number[]>> {
  const body = bodyOf('1 MB', true)
  const figures = { 'parse 1 MB': [] as number[], 'scan first': [] as number[], 'scan again': [] as number[] }
  for (let turn = 0; turn < times; turn += 1) {
    const finder = new Finder(checkedOptions({}))
    const [first, next] = [parsed(body), parsed(body)]
    figures['parse 1 MB'].push(next.milliseconds)
    figures['scan first'].push(scanned(finder, first.request))
    figures['scan again'].push(scanned(finder, next.request))
  }
  return figures
}

interface Parsed {
  readonly request: MessagesRequest
  readonly milliseconds: number
}

function parsed(body: Buffer): Parsed {
  const began = performance.now()
  const request = JSON.parse(body.toString()) as MessagesRequest
  return { request, milliseconds: performance.now() - began }
}

function scanned(finder: Finder, request: MessagesRequest): number {
  const vault = new Vault(new Uint8Array(32))
  const began = performance.now()
  let found = 0
  mapRequest(
    request,
    text => {
      found += finder.spans(text, vault, false).length
      return text
    },
    options,
  )
  const milliseconds = performance.now() - began
  if (found > 0) throw new Error(`${found} secrets were found where there are none`)
  return milliseconds
}
