/** Tells the slip `gemni:x` from the name of a model: those hold colons too. */
import { didYouMean } from './nearest.ts'
import { providers } from './providers.ts'

/** Families of Ollama's library that are near to the name of a provider: `llama3:8b` is no slip for `ollama`. */
const families = /^(llama|glm|mixtral)[\d.]*$/i

/** ` - did you mean "gemini"?` for what stands before a colon, where it is nearly a backend; '' for all else. */
export function backendSlip(name: string, others: readonly string[]): string {
  const known = [...others, ...providers.flatMap(provider => [provider.name, ...provider.aliases])]
  if (families.test(name) || known.some(one => one.toLowerCase() === name.toLowerCase())) return ''
  return didYouMean(name, known)
}
