/** The judging of this program. */
import type { Judging } from '../judging.ts'
import { aggregate } from './aggregate.ts'
import { readReview } from './read-review.ts'
import { repairRequest, reviewTask } from './review-request.ts'
import { suspicionsIn } from './suspicions.ts'
import { synthesisRequest } from './synthesis-request.ts'
import { promptVersion } from './wording.ts'

export const standardJudging: Judging = {
  promptVersion,
  suspicionsIn,
  reviewTask,
  readReview,
  repairRequest,
  aggregate,
  synthesisRequest,
}
