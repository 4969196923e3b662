/** `claudecodex log show`: all about one exchange. */
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import type { BodyName, PackedBody } from '../../recording/schema.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { OutputFlags } from '../flags.ts'
import { curlText } from './curl.ts'
import { expanded } from './expanded.ts'
import { columnsOf } from './lines.ts'
import { write } from './output.ts'
import { findExchange, type Opened, type PlaceFlags, reportState, withRecordings } from './recordings.ts'
import { storyOf } from './story.ts'
import { whyNot } from './why-not.ts'

/** What is printed: one of these, else the story. */
const forms = ['json', 'curl', 'request', 'answer'] as const

export type ShowFlags = PlaceFlags & OutputFlags & { readonly [form in (typeof forms)[number]]?: boolean }

export async function show(wanted: string, name: string | undefined, flags: ShowFlags): Promise<number> {
  const asked = forms.filter(form => flags[form])
  if (asked.length > 1) {
    throw new CommandError(`--${asked.join(' and --')} are two outputs: choose one`, exitCodes.usage)
  }
  await withRecordings(name === undefined ? [] : [name], flags, async opened => {
    for (const one of opened) reportState(one)
    const exchange = findExchange(opened, wanted)
    await write(await outputOf(exchange, asked[0], opened))
  })
  return exitCodes.ok
}

async function outputOf(
  exchange: RecordedExchange,
  form: (typeof forms)[number] | undefined,
  opened: readonly Opened[],
): Promise<string | Uint8Array> {
  switch (form) {
    case 'json':
      return `${JSON.stringify(await expanded(exchange))}\n`
    case 'curl':
      return curlText(exchange)
    case 'request':
      return bytesOf(exchange, exchange.request, 'request')
    case 'answer':
      return bytesOf(exchange, exchange.end?.answer, 'answer')
    case undefined:
      return storyOf(exchange, {
        colors: colorsOf('stdout'),
        columns: columnsOf(process.stdout),
        nameOf: id => nameIn(opened, id),
      })
  }
}

async function bytesOf(
  exchange: RecordedExchange,
  body: PackedBody | undefined,
  name: BodyName,
): Promise<Uint8Array> {
  if (body) return exchange.bytes(body)
  throw new RecordingError(`the ${name} of #${exchange.seq} was not recorded${whyNot(exchange, name)}`)
}

function nameIn(opened: readonly Opened[], id: string): string | undefined {
  for (const { recording } of opened) {
    const found = recording.exchanges.find(exchange => exchange.id === id)
    if (found) return `#${found.seq}`
  }
  return undefined
}
