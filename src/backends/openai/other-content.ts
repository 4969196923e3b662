/** Content of an answer that is neither text nor a call: what of it can be said, and what is lost. */
import { isObject, objectsIn } from './loose.ts'
import type { ChatDelta } from './types.ts'

/** The words of it; `warn` hears of what has none. */
export function otherContent({ audio, images }: ChatDelta, warn: (text: string) => void): string {
  if (objectsIn(images).length > 0)
    warn('the model has made an image, for which its answer here has no place')
  if (!isObject(audio)) return ''
  // The sound comes beside its own words.
  warn('the model has spoken, and only the words of it are passed on')
  return typeof audio.transcript === 'string' ? audio.transcript : ''
}
