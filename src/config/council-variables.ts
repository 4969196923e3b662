/** The rows of the table of variables that are the council's. */
import {
  councilMode,
  councilProgress,
  councilTrigger,
  dollars,
  list,
  members,
  seconds,
  text,
  type Variable,
} from './variable-kinds.ts'

export const councilVariables = {
  COUNCIL_MODELS: {
    kind: list,
    default: 'none',
    meaning: 'Members of the council; set in the environment, it also selects that backend',
    dotenv: true,
    counterpart: '`council --models`, `council.members`',
  },
  COUNCIL_CHAIRMAN: {
    kind: text,
    default: 'the first member that can be asked',
    meaning:
      'Model that writes the answer of the council; of several, with commas between them, the next one where one fails',
    dotenv: true,
    counterpart: '`council --chairman`, `council.chairman`',
  },
  COUNCIL_MODE: {
    kind: councilMode,
    default: 'full',
    meaning: 'How the council works',
    dotenv: true,
    counterpart: '`council --mode`, `council.mode`',
  },
  COUNCIL_TIMEOUT: {
    kind: seconds,
    default: '120',
    meaning: 'Seconds for each call of a model in the council',
    dotenv: true,
    counterpart: '`council --timeout`, `council.timeoutMs`',
  },
  COUNCIL_QUORUM: {
    kind: members,
    default: 'two thirds of the members; of two both',
    meaning: 'Answers after which the council waits a short while only for the others',
    dotenv: true,
    counterpart: '`council --quorum`, `council.quorum`',
  },
  COUNCIL_DEADLINE: {
    kind: seconds,
    default: 'none',
    meaning: 'Seconds for the whole council',
    dotenv: true,
    counterpart: '`council --deadline`, `council.deadlineMs`',
  },
  COUNCIL_REVIEWERS: {
    kind: list,
    default: 'the members',
    meaning: 'Models that review the answers; cheaper ones do',
    dotenv: true,
    counterpart: '`council --reviewers`, `council.reviewers`',
  },
  COUNCIL_SEED: {
    kind: text,
    default: 'drawn anew for each question',
    meaning: 'Decides what the council draws by lot: labels and orders',
    dotenv: true,
    counterpart: '`council --seed`, `council.seed`',
  },
  COUNCIL_MAX_USD: {
    kind: dollars,
    default: 'none',
    meaning: 'US dollars after which the council begins no further stage',
    dotenv: true,
    counterpart: '`council --max-usd`, `council.maxDollars`',
  },
  COUNCIL_TRIGGER: {
    kind: councilTrigger,
    default: 'auto',
    meaning:
      'Which requests of an agent convene the council: those worth it, also those of an agent that is stuck, each, or none',
    dotenv: true,
    counterpart: '`council.trigger`',
  },
  COUNCIL_PROGRESS: {
    kind: councilProgress,
    default: 'auto',
    meaning: 'Whether an agent is shown what the council does while it waits',
    dotenv: true,
    counterpart: '`council.progress`',
  },
} as const satisfies Record<string, Variable>
