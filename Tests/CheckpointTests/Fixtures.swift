// Files for the tests of safetensors reading and writing.

import Checkpoint
import Foundation
import TestSupport

/// The bytes of a safetensors file with this header text and data.
func file(header: String, data: [UInt8] = []) -> Data {
  let text = Data(header.utf8)
  return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + Data(data)
}

/// What opening a file with these bytes gives.
func open(_ bytes: Data) throws -> Result<SafeTensors, CheckpointError> {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("file.safetensors")
    try bytes.write(to: url)
    do throws(CheckpointError) {
      return .success(try SafeTensors(contentsOf: url))
    } catch {
      return .failure(error)
    }
  }
}

extension Result where Failure == CheckpointError {
  var failure: CheckpointError? {
    guard case .failure(let error) = self else { return nil }
    return error
  }

  var reason: CheckpointError.Reason? { failure?.reason }
}

let someTensors = [
  NamedTensor(name: "matrix", shape: [2, 3], floats: [0, -1, 2.5, 1e-30, .infinity, 7]),
  NamedTensor(name: "half", shape: [1, 1, 3], floats: [1, -2, 0.5], as: .bfloat16),
  NamedTensor(name: "empty", shape: [0, 4], floats: []),
  NamedTensor(name: "scalar", shape: [], floats: [3]),
  NamedTensor(name: "bytes", elementType: .uint8, shape: [5], bytes: Data([1, 2, 3, 4, 5])),
]
