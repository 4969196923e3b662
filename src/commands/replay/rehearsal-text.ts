/** What a rehearsal has shown of a request, for a person or as one object a line. */
import type { ChalkInstance } from 'chalk'
import { cut, oneLine } from '../../../plugins/log/text.ts'
import type { Difference } from '../../recording/replay/difference.ts'
import { routeName } from '../../recording/replay/job.ts'
import type { WireDifference } from '../../recording/replay/wire-difference.ts'
import { printable } from '../printable.ts'
import { jobJson } from './json.ts'
import type { Rehearsal } from './rehearsal.ts'

const mostShown = 20
const longestValue = 60

export function rehearsalText(rehearsal: Rehearsal, colors: ChalkInstance): string {
  const { job, request, difference, instead } = rehearsal
  const start = `#${job.source.seq} → ${oneLine(routeName(job.route))}`
  if (!request) return `${start}  ${colors.yellow(oneLine(instead ?? ''))}`
  const place = `${start}  ${request.method} ${oneLine(request.url)}`
  if (!difference) {
    const { method, url, headers, body } = request
    const text = printable(JSON.stringify({ method, url, headers, body }, undefined, 2))
    return `${place}  ${colors.dim('what was sent then is not recorded')}\n${text}`
  }
  const lines = differenceLines(difference, colors)
  return lines.length === 0
    ? `${place}  ${colors.green('as recorded')}`
    : [`${place}  ${colors.yellow('differs')}`, ...lines.map(line => `    ${line}`)].join('\n')
}

function differenceLines({ url, model, body }: WireDifference, colors: ChalkInstance): readonly string[] {
  const pair = (name: string, [before, after]: readonly [string, string]): string =>
    `~ ${name}  ${oneLine(before)} → ${oneLine(after)}`
  const more = body.length - mostShown
  return [
    ...(url ? [colors.yellow(pair('url', url))] : []),
    ...(model ? [colors.yellow(pair('model', model))] : []),
    ...body.slice(0, mostShown).map(difference => differenceLine(difference, colors)),
    ...(more > 0 ? [colors.dim(`and ${more} more`)] : []),
  ]
}

function differenceLine({ pointer, kind, before, after }: Difference, colors: ChalkInstance): string {
  const place = oneLine(pointer) || 'the body'
  if (kind === 'appended') return colors.green(`+ ${place}  ${valueText(after)}`)
  if (kind === 'removed') return colors.red(`- ${place}  ${valueText(before)}`)
  return colors.yellow(`~ ${place}  ${changeText(before, after)}`)
}

/** Of two long texts only what is around the first difference tells them apart. */
function changeText(before: unknown, after: unknown): string {
  if (typeof before !== 'string' || typeof after !== 'string')
    return `${valueText(before)} → ${valueText(after)}`
  let same = 0
  while (same < Math.min(before.length, after.length) && before[same] === after[same]) same += 1
  const start = Math.max(0, same - 15)
  const part = (text: string): string => valueText(`${start > 0 ? '…' : ''}${text.slice(start)}`)
  return `${part(before)} → ${part(after)}`
}

const valueText = (value: unknown): string => cut(oneLine(JSON.stringify(value) ?? 'nothing'), longestValue)

export const rehearsalJson = ({ job, request, difference, instead, isDifferent }: Rehearsal): string =>
  JSON.stringify({
    type: 'rehearsal',
    ...jobJson(job),
    differs: isDifferent,
    isRecorded: difference !== undefined,
    difference,
    request,
    instead,
  })
