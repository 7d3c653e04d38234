// Writes named tensors to a PyTorch file, whole or not at all.

import Foundation
import Zip

extension SafeTensors {
  /// Writes what `torch.save` writes for a dictionary of tensors, in the order given; the same
  /// tensors give the same bytes.
  ///
  /// Such a file has no place for metadata. `torch.load` opens it with weights only, too.
  ///
  /// - Parameter tensors: Of the formats F32, BF16 and F16.
  public static func writePyTorch(
    _ tensors: [NamedTensor], to url: URL
  ) throws(CheckpointError) {
    try writePyTorch(tensors, to: url, wide: 0xFFFF_FFFF)
  }

  /// - Parameter wide: From which size on the archive's wide form is taken.
  static func writePyTorch(
    _ tensors: [NamedTensor], to url: URL, wide: Int
  ) throws(CheckpointError) {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "tensors need different names")
    do {
      try WholeFile.write(to: url) { file in
        var archive = ZipWriter(wide: wide) { try file.write(contentsOf: $0) }
        func add(_ name: String, _ bytes: Data) throws {
          try bytes.withUnsafeBytes { try archive.add("archive/\(name)", $0) }
        }
        try add("data.pkl", PickleWriter.dictionary(of: tensors))
        try add("byteorder", Data("little".utf8))
        for (index, tensor) in tensors.enumerated() { try add("data/\(index)", tensor.bytes) }
        try add("version", Data("3\n".utf8))
        try archive.finish()
      }
    } catch {
      throw CheckpointError(.unwritable(error.localizedDescription), file: url)
    }
  }
}
