// What becomes of rows that the source no longer has (PULL-13): kept, marked where a field or a list of its own says so, or whatever a list lacks
// that has everything, or everything of late, with its guard (D29).
import { useText } from '../app/words'
import { RadioList } from '../ui/RadioList'
import { Group, type GroupProps, Line, Pair, useWrong } from './pullControls'
import type { PullDraft } from './pullDraft'

export function DeletesFields({ pull, set, errors }: GroupProps) {
  const text = useText()
  const wrong = useWrong(errors)('deletes')
  const guard = { share: pull.guardPercent, rows: pull.guardRows }
  return (
    <Group title="pulling:deletes">
      <RadioList<PullDraft['deletes']>
        label={text('pulling:deletes')}
        value={pull.deletes}
        choices={(['none', 'tombstone', 'tombstone_list', 'full', 'window'] as const).map((value) => ({
          value,
          label: text(`pulling:deletes_${value}`),
          hint: text(`pulling:deletes_${value}_hint`, guard),
        }))}
        onChange={(deletes) => set({ deletes })}
      />
      {wrong === null ? null : (
        <p role="alert" className="text-bad text-small">
          {wrong}
        </p>
      )}
      {pull.deletes === 'tombstone' ? (
        <Line
          label="pulling:tombstone_field"
          value={pull.tombstoneField}
          onChange={(tombstoneField) => set({ tombstoneField })}
          place="deletes.field"
          errors={errors}
          placeholder="deleted_at"
        />
      ) : null}
      {pull.deletes === 'tombstone_list' ? <GoneFields pull={pull} set={set} errors={errors} /> : null}
      {pull.deletes === 'window' ? <WindowFields pull={pull} set={set} errors={errors} /> : null}
      {pull.deletes === 'full' || pull.deletes === 'window' ? (
        <GuardFields pull={pull} set={set} errors={errors} />
      ) : null}
    </Group>
  )
}

function GoneFields({ pull, set, errors }: GroupProps) {
  const change = (part: Partial<PullDraft['gone']>) => set({ gone: { ...pull.gone, ...part } })
  return (
    <>
      <Line
        label="pulling:gone_url"
        value={pull.gone.url}
        onChange={(url) => change({ url })}
        place="deletes.url"
        errors={errors}
        placeholder="/items/deleted"
        hint="pulling:gone_url_hint"
      />
      <Pair>
        <Line
          label="sources:field_records"
          value={pull.gone.recordsPath}
          onChange={(recordsPath) => change({ recordsPath })}
          place="deletes.recordsPath"
          errors={errors}
          placeholder="data.items"
        />
        <Line
          label="pulling:gone_key"
          value={pull.gone.keyField}
          onChange={(keyField) => change({ keyField })}
          place="deletes.keyField"
          errors={errors}
          placeholder="id"
          hint="pulling:gone_key_hint"
        />
      </Pair>
    </>
  )
}

function WindowFields({ pull, set, errors }: GroupProps) {
  return (
    <Pair>
      <Line
        label="pulling:window_field"
        value={pull.windowField}
        onChange={(windowField) => set({ windowField })}
        place="deletes.field"
        errors={errors}
        placeholder="created_at"
      />
      <Line
        isNumber
        label="pulling:window_days"
        value={pull.windowDays}
        onChange={(windowDays) => set({ windowDays })}
        place="deletes.windowMs"
        errors={errors}
      />
    </Pair>
  )
}

function GuardFields({ pull, set, errors }: GroupProps) {
  return (
    <Pair>
      <Line
        isNumber
        label="pulling:guard_share"
        value={pull.guardPercent}
        onChange={(guardPercent) => set({ guardPercent })}
        place="deletes.guardShare"
        errors={errors}
      />
      <Line
        isNumber
        label="pulling:guard_rows"
        value={pull.guardRows}
        onChange={(guardRows) => set({ guardRows })}
        place="deletes.guardRows"
        errors={errors}
      />
    </Pair>
  )
}
