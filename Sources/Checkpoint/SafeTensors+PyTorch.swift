// Opens a PyTorch file as if it were safetensors: named tensors in a ZIP archive.

import Foundation
import Zip

extension SafeTensors {
  /// A checkpoint of either kind, told by its first bytes.
  public init(checkpoint url: URL) throws(CheckpointError) {
    let data = try SafeTensors.mapped(url)
    let isArchive = data.starts(with: [0x50, 0x4B, 0x03, 0x04])
    self = isArchive ? try SafeTensors(pyTorch: data, url) : try SafeTensors(contentsOf: url)
  }

  /// A dictionary of tensors that `torch.save` wrote, in one of the formats F32, BF16 and F16.
  ///
  /// The numbers stay on disk until read. Nothing that the file names is called.
  private init(pyTorch data: Data, _ url: URL) throws(CheckpointError) {
    let members = try SafeTensors.storedMembers(of: data, file: url)
    let pickles = members.keys.filter { $0.hasSuffix("/data.pkl") }
    guard pickles.count == 1, let range = members[pickles[0]] else {
      throw CheckpointError(.otherFormat("a zip archive without tensors"), file: url)
    }
    let folder = pickles[0].dropLast("data.pkl".count)
    if let order = members["\(folder)byteorder"], data[order] != Data("little".utf8) {
      throw CheckpointError(.otherFormat("a file of a big-endian machine"), file: url)
    }
    guard range.count <= SafeTensors.largestHeader else {
      let reason = CheckpointError.Reason.headerTooLarge(
        bytes: UInt64(range.count), limit: SafeTensors.largestHeader)
      throw CheckpointError(reason, file: url, byteOffset: range.lowerBound)
    }
    var pickle = Pickle([UInt8](data[range]))
    let value: PickleValue
    do { value = try pickle.value() } catch {
      throw CheckpointError(
        .malformedPickle(error.what), file: url, byteOffset: range.lowerBound + error.offset)
    }
    guard case .dictionary(let items, _) = value else {
      throw CheckpointError(
        .malformedPickle("it holds no dictionary"), file: url, byteOffset: range.lowerBound)
    }
    var entries: [String: Entry] = [:]
    for (key, value) in items {
      guard case .string(let key) = key else { continue }
      let name = key.hasPrefix("_forward_module.") ? String(key.dropFirst(16)) : key
      let entry = try Entry(value, name, members, folder: String(folder), file: url)
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw CheckpointError(.duplicateName, file: url, tensor: name)
      }
    }
    self.init(url: url, metadata: [:], entries: entries, data: data)
  }

  /// Where in the archive the bytes of each file stand, which must not be compressed.
  private static func storedMembers(
    of data: Data, file: URL
  ) throws(CheckpointError) -> [String: Range<Int>] {
    func malformed(_ what: String, at offset: Int) -> CheckpointError {
      CheckpointError(.malformedArchive(what), file: file, byteOffset: offset)
    }
    var members: [String: Range<Int>] = [:]
    do {
      let archive = try ZipArchive(data)
      for entry in archive.entries {
        guard entry.isStored else {
          throw malformed("'\(entry.name)' is compressed", at: entry.offset)
        }
        let range = try archive.range(of: entry)
        guard members.updateValue(range, forKey: entry.name) == nil else {
          throw malformed("two files are named '\(entry.name)'", at: entry.offset)
        }
      }
    } catch let error as ZipError {
      throw malformed(error.reason.description, at: error.offset)
    } catch let error as CheckpointError {
      throw error
    } catch { preconditionFailure("\(error) is neither the archive's error nor the checkpoint's") }
    return members
  }
}

extension SafeTensors.Entry {
  /// What `_rebuild_tensor_v2((storage, type, key, device, count), offset, shape, strides, ...)`
  /// would make.
  fileprivate init(
    _ value: PickleValue, _ name: String, _ members: [String: Range<Int>], folder: String,
    file: URL
  ) throws(CheckpointError) {
    func error(_ reason: CheckpointError.Reason) -> CheckpointError {
      CheckpointError(reason, file: file, tensor: name)
    }
    guard case .call("torch._utils._rebuild_tensor_v2", .tuple(let arguments, _)) = value,
      arguments.count >= 4, case .persistent(.tuple(let storage, _)) = arguments[0],
      storage.count >= 3, case .name(let typeName) = storage[1], case .string(let key) = storage[2],
      case .int(let offset) = arguments[1], offset >= 0,
      let shape = arguments[2].ints, let strides = arguments[3].ints
    else { throw error(.malformedPickle("this is not a tensor")) }
    let types: [String: ElementType] = [
      "torch.FloatStorage": .float32, "torch.BFloat16Storage": .bfloat16,
      "torch.HalfStorage": .float16,
    ]
    guard let type = types[typeName] else { throw error(.unknownElementType(typeName)) }
    guard let member = members["\(folder)data/\(key)"] else {
      throw error(.malformedPickle("its numbers, 'data/\(key)', are missing"))
    }
    guard let bytes = SafeTensors.Entry.byteCount(shape, type), shape.count == strides.count else {
      throw error(.tooManyElements)
    }
    guard SafeTensors.Entry.areContiguous(strides, shape) else { throw error(.notContiguous) }
    guard bytes <= member.count, offset <= (member.count - bytes) / type.size else {
      throw error(.sizeMismatch(expected: bytes, found: member.count))
    }
    let start = member.lowerBound + offset * type.size
    self.init(elementType: type, shape: shape, range: start..<start + bytes)
  }

  /// nil where it is too large to be counted.
  private static func byteCount(_ shape: [Int], _ type: ElementType) -> Int? {
    var count = type.size
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  /// Whether the last dimension runs fastest; strides of dimensions of one do not matter.
  private static func areContiguous(_ strides: [Int], _ shape: [Int]) -> Bool {
    // Without elements the other lengths may be so large that their product is none.
    if shape.contains(0) { return true }
    var expected = 1
    for (length, stride) in zip(shape, strides).reversed() where length != 1 {
      guard stride == expected else { return false }
      expected *= length
    }
    return true
  }
}

extension PickleValue {
  /// The numbers of a tuple of whole numbers.
  fileprivate var ints: [Int]? {
    guard case .tuple(let values, _) = self else { return nil }
    let ints = values.compactMap { if case .int(let value) = $0 { value } else { nil } }
    return ints.count == values.count ? ints : nil
  }
}
