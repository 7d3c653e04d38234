// What the numbers were measured on.

import Foundation

/// What the numbers were measured on, and when.
struct Machine: Encodable {
  let processor = Platform.processorName
  let cores = Machine.coreCount
  let system = ProcessInfo.processInfo.operatingSystemVersionString
  let swift = Platform.swiftVersion
  let date = Date.now.formatted(.iso8601)
  /// How many programs wanted a core in the minute before; on a quiet machine it is near zero.
  let loadBefore = Platform.load

  static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  var text: String {
    let load = loadBefore.map { String(format: ", load before the run %.1f", $0) } ?? ""
    return "\(processor), \(cores) cores, \(system)\n\(swift)\n\(date)\(load)"
  }
}
