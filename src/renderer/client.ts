// Typed calls over the bridge, as queries and acts. A refusal becomes a RefusalError, silence becomes EngineUnreachable.
// What makes an answer stale is decided in app/liveUpdates.ts; what a refusal reads like in app/refusalText.ts.
import { RefusalError } from '@shared/errors'
import type { Bridge } from '@shared/ipc/bridge'
import type { CommandInput, CommandName, CommandOutputs } from '@shared/ipc/commands'
import type { Page } from '@shared/jobs/job'
import { SECOND_MS } from '@shared/time'
import {
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { useMemo } from 'react'

declare global {
  interface Window {
    /** What the preload leaves here: the one way out of a page. */
    readonly lull: Bridge
  }
}

/** Main did not answer: it is gone, or its engine thread is. Nothing is known about whether the call was carried out. */
export class EngineUnreachable extends Error {
  constructor(command: CommandName, cause?: unknown) {
    super(`no answer to ${command}`, { cause })
    this.name = 'EngineUnreachable'
  }
}

/** A native dialog may stay open for as long as the person likes; to know a large file again it is read whole. */
const asksThePerson: ReadonlySet<CommandName> = new Set<CommandName>([
  'imports.chooseFile',
  'imports.earlier',
  'imports.saveAside',
  'outbox.chooseFiles',
  'outbox.export',
  'data.export',
])

/** A look at something answers soon, or the page says so. */
const LOOK_MS = 10 * SECOND_MS
/** Main itself answers `timed_out` after 30 s: past that it is gone. */
const ACT_MS = 35 * SECOND_MS
/** How often a failed look is repeated, where waiting can help. */
const ASK_AGAIN_MS = 5 * SECOND_MS

/** Nobody answers: main is gone, or its engine thread is. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof EngineUnreachable || (error instanceof RefusalError && error.refusal.code === 'timed_out')
}

function passesByItself(error: unknown): boolean {
  if (isUnreachable(error)) return true
  return error instanceof RefusalError && (error.refusal.code === 'too_many_calls' || error.refusal.code === 'internal')
}

/** Asks main. Throws RefusalError for an expected no, EngineUnreachable when nobody answers in `limitMs`. */
export async function call<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  limitMs = ACT_MS,
): Promise<CommandOutputs[N]> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    if (!asksThePerson.has(name)) timer = setTimeout(() => reject(new EngineUnreachable(name)), limitMs)
  })
  try {
    const answer = window.lull.call(name, input).catch((cause: unknown) => {
      throw new EngineUnreachable(name, cause)
    })
    const reply = await Promise.race([answer, silence])
    if (!reply.ok) throw new RefusalError(reply.refusal)
    return reply.value
  } finally {
    clearTimeout(timer)
  }
}

/** Cache key of an answer: the command, then its input. Invalidate by the command alone. */
export function answerKey(name: CommandName, input?: unknown): readonly unknown[] {
  return input === undefined ? [name] : [name, input]
}

/** Answers stay fresh until an event says otherwise; being offline does not keep a page from asking its own main process. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        refetchInterval: (query) => (passesByItself(query.state.error) ? ASK_AGAIN_MS : false),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

interface AnswerOptions {
  enabled?: boolean
  /** Shows the last answer while one for a changed input is awaited. */
  keepPrevious?: boolean
  /** Asked again this often while the page is seen: only for what no event tells of. */
  everyMs?: number
}

/** The live answer to a command that only reads. It is asked again whenever an event says that it changed. */
export function useAnswer<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  options: AnswerOptions = {},
): UseQueryResult<CommandOutputs[N]> {
  return useQuery<CommandOutputs[N]>({
    queryKey: answerKey(name, input),
    queryFn: () => call(name, input, LOOK_MS),
    enabled: options.enabled ?? true,
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
    ...(options.keepPrevious ? { placeholderData: (previous: unknown) => previous as never } : {}),
  })
}

/** A command that does something. `mutate(input)`; show `error` through <RefusalText> or pass it to useRefusalText. */
export function useAct<N extends CommandName>(name: N): UseMutationResult<CommandOutputs[N], Error, CommandInput<N>> {
  return useMutation<CommandOutputs[N], Error, CommandInput<N>>({
    mutationKey: [name],
    mutationFn: (input) => call(name, input),
  })
}

type PagedCommand = 'jobs.query' | 'history.query' | 'outbox.list' | 'data.rows'
type RowOf<N extends PagedCommand> = CommandOutputs[N]['rows'][number]

export interface PagedRows<Row> {
  rows: readonly Row[]
  /** Whether more rows can be asked for. */
  hasMore: boolean
  loadMore: () => void
  isLoading: boolean
  isLoadingMore: boolean
  error: Error | null
  askAgain: () => void
}

/** Rows of a paged command, page after page by cursor. `input` is everything but `after`; the first page asks with `first`. */
export function usePages<N extends PagedCommand>(
  name: N,
  input: Omit<CommandInput<N>, 'after'>,
  options: AnswerOptions = {},
): PagedRows<RowOf<N>> {
  const emptyCursor = name === 'outbox.list' || name === 'data.rows' ? { after: null } : {}
  const result = useInfiniteQuery({
    queryKey: answerKey(name, input),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === null ? emptyCursor : { after: pageParam }
      return call(name, { ...input, ...cursor } as CommandInput<N>, LOOK_MS) as Promise<Page<RowOf<N>>>
    },
    getNextPageParam: (page) => page.next,
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: (previous: unknown) => previous as never } : {}),
  })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = result
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  return {
    rows,
    hasMore: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
    },
    isLoading: result.isPending,
    isLoadingMore: isFetchingNextPage,
    error: result.error,
    askAgain: () => void refetch(),
  }
}
