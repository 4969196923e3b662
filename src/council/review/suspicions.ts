/** Finds text in an answer that is meant for its judges. A find is shown to them and to people; alone it decides nothing. */
import { folded } from './folded.ts'

const judge = '(?:reviewers?|judges?|evaluators?|graders?|raters?|referees?|chair(?:man|person)?|council)'

const signs: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|your|other|these)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules|guidelines|answers|responses|criteria|rubric)\b/,
    'It tells its reader to ignore instructions.',
  ],
  [
    new RegExp(
      `\\b(?:dear|attention|note (?:to|for)(?: the| all)?|message (?:to|for)(?: the| all)?|instructions? (?:to|for)(?: the| all)?)[\\s:,]+${judge}\\b|^\\W*${judge}\\s*[:,]|\\bas (?:an?|the) ${judge},? you\\b|\\bif you are (?:an?|the) ${judge}\\b`,
      'm',
    ),
    'It speaks to its judges.',
  ],
  [
    /\b(?:rank|rate|score|place|put|grade)\s+(?:this|my|me|mine)\b[^.\n]{0,40}\b(?:first|top|highest|best|perfect|maximum|\d+\s*(?:\/|out of)\s*\d+)|\bvote for (?:this|my|me)\b|\b(?:this|my) (?:answer|response) (?:must|should) (?:be ranked|win|be placed)\b/,
    'It asks for a good place.',
  ],
  [
    /\bfinal ranking\s*:|\bsubmit_review\b|"(?:injection_suspected|fatal_flaw)"\s*:|"ranking"\s*:\s*\[/,
    'It holds a ballot of its own.',
  ],
  [
    /\b(?:answer|response|candidate|label)\s+"?[a-z]{1,2}"?\s*(?:=|is|:|->|→|was written by|comes from)\s*(?:an?\s+|the\s+)?(?:gpt|claude|gemini|llama|mistral|grok|openai|anthropic|google|winner|correct|best|wrong)\b/,
    'It claims to know which answer is whose.',
  ],
  [
    /^\s*(?:<{3,}\s*(?:answer|question|remarks)\b|>{3,}\s*end\b|#*\s*council\s*:)/m,
    'It imitates the marks around answers.',
  ],
]

export function suspicionsIn(text: string): readonly string[] {
  const plain = folded(text)
  return signs.flatMap(([sign, sentence]) => (sign.test(plain) ? [sentence] : []))
}
