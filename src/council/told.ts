/** The answer on its way to the client, as one legal stream of one author. */
import { toApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import { unfold } from '../anthropic/unfold.ts'
import type { ModelCall } from './model-call.ts'
import type { Sitting } from './sitting.ts'
import { Start } from './words.ts'

/** The author stopped in the middle of what has been shown: nobody else can go on for it. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer'

  constructor(cause: unknown) {
    super('The answer broke off', { cause })
  }
}

/** Hears a call until it has said something worth being shown. Throws an `ApiError` where it never does. */
export async function heardStart(call: ModelCall): Promise<Start> {
  const start = new Start()
  while (!start.see(await call.next()));
  return start
}

/** Shows what was held and all that follows; or only hears it. Throws a `BrokenAnswer`. */
export async function tellRest(
  sitting: Sitting,
  call: ModelCall,
  start: Start,
  isTold = true,
): Promise<void> {
  const tell = (event: StreamEvent): void => {
    if (isTold) sitting.tell({ type: 'event', event })
  }
  call.passOn()
  for (const event of start.held) tell(event)
  try {
    for (let event = await call.next(); event; event = await call.next()) tell(event)
  } catch (thrown) {
    throw new BrokenAnswer(toApiError(thrown))
  }
}

/** Shows a whole message, word for word. */
export function tellWhole(sitting: Sitting, message: Message): void {
  for (const event of unfold(message)) sitting.tell({ type: 'event', event })
}
