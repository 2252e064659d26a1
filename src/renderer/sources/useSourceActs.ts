// What can be done to a source, each with the sentence it answers with. A token passes through and is kept nowhere on the page.
import type { Text } from '@shared/i18n/text'
import { type SourceSettings, type SourceTemplate, type SourceView } from '@shared/sources'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { overText } from '../app/jobActs'
import { useRefusalText } from '../app/refusalText'
import { useText } from '../app/words'
import { call } from '../client'
import { lookAgain } from '../forms/lookAgain'
import { useToast } from '../ui/Toasts'
import { draftOfTemplate, inNextRound, settingsOf } from './sourceDraft'

/** Resolves to null after a refusal, which was said in a toast. */
export interface SourceActs {
  syncNow: (source: SourceView) => Promise<void>
  setEnabled: (source: SourceView, enabled: boolean) => Promise<void>
  signOut: (source: SourceView) => Promise<SourceView | null>
  /** Everything anew, whatever was read before; what is there stays readable until it is complete (PULL-8). */
  pullAgain: (source: SourceView) => Promise<SourceView | null>
  remove: (source: SourceView, withRows: boolean) => Promise<true | null>
  sendReports: (count: number) => Promise<void>
  addTemplate: (template: SourceTemplate) => Promise<SourceView | null>
  addSample: () => Promise<SourceView | null>
}

type Saying = <T>(act: () => Promise<T>, said: (value: T) => string | null) => Promise<T | null>

export function useSourceActs(): SourceActs {
  const text = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const queries = useQueryClient()
  return useMemo(() => {
    const saying: Saying = async (act, said) => {
      try {
        const value = await act()
        void lookAgain(queries)
        const sentence = said(value)
        if (sentence) toast({ text: sentence })
        return value
      } catch (error) {
        toast({ text: refusal(error) })
        return null
      }
    }
    return { ...standingActs(saying, text), ...addingActs(saying, text) }
  }, [text, toast, refusal, queries])
}

function standingActs(saying: Saying, text: Text): Omit<SourceActs, 'addTemplate' | 'addSample'> {
  return {
    async syncNow({ id, name }) {
      await saying(
        () => call('sources.syncNow', { id }),
        ({ overrides }) => {
          // That it is not due yet is what this is for.
          const holds = overText(
            overrides.filter((code) => code !== 'not_due'),
            text,
          )
          return holds ? text('sources:syncing_over', { name, holds }) : text('sources:syncing', { name })
        },
      )
    },
    async setEnabled({ id }, enabled) {
      await saying(
        () => call('sources.setEnabled', { id, enabled }),
        () => null,
      )
    },
    signOut: ({ id, name }) =>
      saying(
        () => call('sources.signOut', { id }),
        () => text('sources:signed_out_now', { name }),
      ),
    pullAgain: (source) =>
      saying(
        () => call('sources.edit', { id: source.id, settings: inNextRound(source) }),
        () => text('sources:pulling_again', { name: source.name }),
      ),
    remove: ({ id, name }, withRows) =>
      saying(
        async () => {
          await call('sources.remove', { id, withRows })
          return true as const
        },
        () => text(withRows ? 'sources:removed_with' : 'sources:removed', { name }),
      ),
    async sendReports(count) {
      await saying(
        () => call('sample.sendReports', { count }),
        ({ queued }) => text('sources:reports_queued', { count: queued }),
      )
    },
  }
}

function addingActs(saying: Saying, text: Text): Pick<SourceActs, 'addTemplate' | 'addSample'> {
  const added = ({ name }: SourceView): string => text('sources:added', { name })
  return {
    addTemplate: (template) => {
      const settings: SourceSettings = settingsOf(draftOfTemplate(template, text))
      return saying(() => call('sources.add', { settings }), added)
    },
    addSample: () => saying(() => call('sample.add', {}), added),
  }
}
