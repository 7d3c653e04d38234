// The options of a configuration by their types.

import JSON

extension JSON {
  func flag(_ name: String) throws(TokenizerConfigurationError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let flag = value.bool else { throw .invalid(option: name) }
    return flag
  }

  func count(_ name: String) throws(TokenizerConfigurationError) -> Int? {
    guard let value = self[name] else { return nil }
    guard let count = value.int else { throw .invalid(option: name) }
    return count
  }

  func range(_ name: String) throws(TokenizerConfigurationError) -> ClosedRange<Int>? {
    guard let value = self[name] else { return nil }
    guard let bounds = value.array?.map(\.int), bounds.count == 2, let low = bounds[0],
      let high = bounds[1], low <= high
    else { throw .invalid(option: name) }
    return low...high
  }
}
