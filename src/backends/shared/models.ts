/** The list of a host's models, as `/v1/models` gives it. */
import type { ModelInfo } from '../../core/backend.ts'
import { noAnswer } from './errors.ts'

/** Throws an `InternalError` that no retry mends where the text is no list. */
export function modelsIn(text: string, backend: string): readonly ModelInfo[] {
  const list = listIn(text)
  if (!list) throw noAnswer(text, backend)
  return list.flatMap((entry): readonly ModelInfo[] => {
    const { id, created } = (entry ?? {}) as { readonly id?: unknown; readonly created?: unknown }
    if (typeof id !== 'string') return []
    return [
      {
        // Gemini names them by their place.
        id: id.replace(/^models\//, ''),
        ...(typeof created === 'number' && { createdAt: new Date(created * 1000).toISOString() }),
      },
    ]
  })
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const { data } = JSON.parse(text) as { readonly data?: unknown }
    return Array.isArray(data) ? data : undefined
  } catch {
    return undefined
  }
}
