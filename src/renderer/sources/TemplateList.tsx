// Where a source can come from: the templates, an address of one's own, and the sample while it is not there. A template that needs
// nothing filled in is added at once by its button; any line opens its form.
import { type SourceTemplate, type SourceView, sourceTemplates } from '@shared/sources'
import { Activity, ChevronRight, CircleDot, FlaskConical, Link2, type LucideIcon, Trophy } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../app/words'
import { useAnswer } from '../client'
import { Button } from '../ui/Button'
import { useSourceActs } from './useSourceActs'

const templateIcons: Readonly<Record<SourceTemplate['id'], LucideIcon>> = {
  usgs: Activity,
  github_issues: CircleDot,
  football_data: Trophy,
}

export interface TemplateListProps {
  /** A template's id or 'own'. */
  onChoose: (id: string) => void
  onAdded: (source: SourceView) => void
}

export function TemplateList({ onChoose, onAdded }: TemplateListProps) {
  const text = useText()
  const acts = useSourceActs()
  const [adding, setAdding] = useState<string | null>(null)
  const { data: sources } = useAnswer('sources.list', {})
  const hasSample = sources?.some((source) => source.servedBy === 'sample') ?? true
  const add = async (id: string, act: () => Promise<SourceView | null>) => {
    setAdding(id)
    const source = await act()
    setAdding(null)
    if (source) onAdded(source)
  }
  return (
    <ul aria-label={text('sources:templates')} className="border-line border-t">
      {sourceTemplates.map((template) => (
        <Line
          key={template.id}
          icon={templateIcons[template.id]}
          title={text(`sources:template_${template.id}`)}
          body={text(`sources:template_${template.id}_body`)}
          onOpen={() => onChoose(template.id)}
          busy={adding === template.id}
          onAdd={needsForm(template) ? undefined : () => void add(template.id, () => acts.addTemplate(template))}
        />
      ))}
      {hasSample ? null : (
        <Line
          icon={FlaskConical}
          title={text('sources:template_sample')}
          body={text('sources:template_sample_body')}
          busy={adding === 'sample'}
          onAdd={() => void add('sample', acts.addSample)}
        />
      )}
      <Line
        icon={Link2}
        title={text('sources:template_own')}
        body={text('sources:template_own_body')}
        onOpen={() => onChoose('own')}
      />
    </ul>
  )
}

/** Something must be filled in, or a token given. */
function needsForm({ placeholders, settings }: SourceTemplate): boolean {
  return placeholders.length > 0 || settings.auth !== 'none'
}

interface LineProps {
  icon: LucideIcon
  title: string
  body: string
  /** Opens its form; without it the line is only text beside its button. */
  onOpen?: () => void
  onAdd?: (() => void) | undefined
  busy?: boolean
}

function Line({ icon: Icon, title, body, onOpen, onAdd, busy = false }: LineProps) {
  const text = useText()
  const words = (
    <>
      <Icon aria-hidden size={18} strokeWidth={1.5} className="shrink-0 text-accent" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        <span className="block text-ink-2">{body}</span>
      </span>
      {onOpen && !onAdd ? <ChevronRight aria-hidden size={16} className="shrink-0 text-ink-3" /> : null}
    </>
  )
  const shape = 'flex min-w-0 flex-1 items-center gap-3.5 px-2 py-3 text-left'
  return (
    <li className="flex items-center gap-2 border-line border-b">
      {onOpen ? (
        <button type="button" onClick={onOpen} className={`${shape} hover:bg-hover`}>
          {words}
        </button>
      ) : (
        <div className={shape}>{words}</div>
      )}
      {onAdd ? (
        <Button busy={busy} aria-label={text('sources:template_add_named', { name: title })} onClick={onAdd}>
          {text('words:add')}
        </Button>
      ) : null}
    </li>
  )
}
