// What a GeoJSON feature is as a row: its properties as columns, beside them its id and its geometry (RFC 7946). A property keeps its name;
// where it has the name of a member, the member is called feature_… instead.
import { isRawNumber } from '../parse/exactNumbers'

/** What is no feature stays as it is. */
export function featureRecord(value: unknown): unknown {
  if (!isObject(value) || value['type'] !== 'Feature') return value
  const { type: _type, properties, ...members } = value
  const own = isObject(properties) ? properties : {}
  const record: [string, unknown][] = []
  for (const [name, member] of Object.entries(members)) {
    record.push([Object.hasOwn(own, name) ? `feature_${name}` : name, member])
  }
  const isLast = ([name]: [string, unknown]): boolean => name === 'geometry' || name === 'feature_geometry'
  const [last, first] = [record.filter(isLast), record.filter((one) => !isLast(one))]
  return Object.fromEntries([...first, ...Object.entries(own), ...last])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}
