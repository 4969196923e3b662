/** Keeps what others wrote inside marks that they cannot know, and takes marks that look like ours out of it. */
import { folded } from './folded.ts'

/** What stands between the marks. */
export type Kind = 'question' | 'answer' | 'remarks'

/** Begins each heading of our own, so that no answer can hold one. */
export const headingMark = '# COUNCIL:'

const imitation = /^\s*(?:<{3,}\s*(?:question|answer|remarks)\b|>{3,}\s*end\b|#*\s*council\s*:)/m

/** `nonce`: drawn by lot, and not known to whoever wrote the text. */
export const fenced = (kind: Kind, label: string, text: string, nonce: string): string =>
  `<<<${kind} ${label} ${nonce}\n${text}\n>>>end ${label} ${nonce}`

/** Code is left as it is: it is compared and quoted, and escaping would break it. */
export function withoutMarks(text: string, nonce: string): string {
  const unknowing = text.replaceAll(new RegExp(nonce, 'gi'), '[removed]')
  if (!imitation.test(folded(unknowing))) return unknowing
  return unknowing
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(line => (imitation.test(folded(line)) ? `| ${line}` : line))
    .join('\n')
}

/** The texts between true marks: both have the same label and the same nonce. */
export const fencedIn = (
  prompt: string,
  kind: Kind,
): readonly { readonly label: string; readonly text: string }[] =>
  [
    ...prompt.matchAll(new RegExp(`^<<<${kind} (\\S+) ([0-9a-f]+)\\n([\\s\\S]*?)\\n>>>end \\1 \\2$`, 'gm')),
  ].map(([, label = '', , text = '']) => ({ label, text }))
