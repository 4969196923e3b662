/** Takes out of an answer by what its author could be recognised: greetings, and who it says it is. */

const names =
  'claude|anthropic|chatgpt|gpt(?:-[\\w.]+)?|openai|gemini|bard|google|llama|meta ai|mistral|mixtral|grok|xai|qwen|deepseek|copilot|command r|nova|phi'
const kinds = '(?:large )?language model|ai(?: language)? (?:model|assistant)|assistant|ai'
const self = `(?:an? )?(?:${kinds}|${names})\\b`

/** "I am Claude, made by Anthropic." */
const introduction = new RegExp(
  `(?:^|(?<=[.!?]\\s))(?:i am|i['’]m|my name is|this is) ${self}(?:[^.!?\\n]|[.](?=\\S))*[.!?][ \\t]*`,
  'gim',
)
/** "As an AI language model, " before what matters. */
const aside = new RegExp(`(?:^|(?<=[.!?]\\s))(?:speaking )?as ${self}(?:[^,.!?\\n]{0,40}),[ \\t]*`, 'gim')
const greeting =
  /^\s*(?:(?:hi|hello|hey)(?: there| everyone)?|good (?:morning|day|evening)|greetings|(?:that's |what )?an? (?:great|good|excellent|interesting) question|(?:great|good|excellent|interesting) question|sure(?: thing)?|certainly|of course|absolutely|happy to help)[!.,]+\s+/i

/** What is code stays as it is; an answer that would be nothing else stays whole. */
export function plainStyle(text: string): string {
  const plain = text
    .split(/(^```[\s\S]*?^```[ \t]*$)/m)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(introduction, '').replace(aside, '')))
    .join('')
  const opened = withoutGreeting(plain)
  return opened.trim() === '' ? text : opened
}

function withoutGreeting(text: string): string {
  const rest = text.replace(greeting, '')
  return rest === text ? text : withoutGreeting(rest)
}
