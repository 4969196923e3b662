/** Reads a piece of advice into its fields. Models keep to a form more or less: without one, the whole is the plan. */

export interface Advice {
  readonly plan: string
  readonly steps: readonly string[]
  readonly avoid: readonly string[]
  readonly risks: readonly string[]
  readonly checks: readonly string[]
  readonly confidence?: 'low' | 'medium' | 'high'
}

const headings = ['plan', 'steps', 'avoid', 'risks', 'checks', 'confidence'] as const
type Heading = (typeof headings)[number]

/** `PLAN:`, `## Plan`, `**Plan:** ...`. */
const heading = new RegExp(
  `^[ \\t]*(?:#{1,6}[ \\t]*)?(?:\\*\\*|__)?(${headings.join('|')})(?:\\*\\*|__)?[ \\t]*(?::(?:\\*\\*|__)?|$)[ \\t]*`,
  'i',
)

/** Never throws. */
export function readAdvice(text: string): Advice {
  const parts = new Map<Heading, string[]>()
  let lines: string[] = []
  const before = lines
  for (const line of text.split(/\r?\n/)) {
    const found = heading.exec(line)
    if (found?.[1]) {
      const name = found[1].toLowerCase() as Heading
      lines = parts.get(name) ?? []
      parts.set(name, lines)
      lines.push(line.slice(found[0].length))
    } else lines.push(line)
  }
  const confidence = /\b(low|medium|high)\b/i.exec(parts.get('confidence')?.join(' ') ?? '')?.[1]
  const plan = (parts.get('plan') ?? before).join('\n').trim()
  return {
    plan: plan === '' ? before.join('\n').trim() : plan,
    steps: itemsOf(parts.get('steps')),
    avoid: itemsOf(parts.get('avoid')),
    risks: itemsOf(parts.get('risks')),
    checks: itemsOf(parts.get('checks')),
    ...(confidence && { confidence: confidence.toLowerCase() as 'low' | 'medium' | 'high' }),
  }
}

const bullet = /^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+/

/** One a line; a line that continues another belongs to it. */
function itemsOf(lines: readonly string[] = []): readonly string[] {
  const items: string[] = []
  const hasBullets = lines.some(line => bullet.test(line))
  for (const line of lines) {
    const text = line.replace(bullet, '').trim()
    if (text === '' || /^(none|nothing|n\/a|-)\.?$/i.test(text)) continue
    const continues = hasBullets && !bullet.test(line) && items.length > 0
    if (continues) items.push(`${items.pop()} ${text}`)
    else items.push(text)
  }
  return items
}
