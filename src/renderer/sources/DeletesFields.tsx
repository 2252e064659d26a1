// What becomes of rows that the source no longer has: kept, marked where a field says so, or whatever a full list lacks, with its guard (D29).
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
        choices={(['none', 'tombstone', 'full'] as const).map((value) => ({
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
      {pull.deletes === 'full' ? <GuardFields pull={pull} set={set} errors={errors} /> : null}
    </Group>
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
