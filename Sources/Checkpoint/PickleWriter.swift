// Writes the pickle of a PyTorch file, in opcodes that torch.load(weights_only=True) accepts.

import Foundation

/// A pickle of protocol 2 in the making.
struct PickleWriter {
  private(set) var bytes = Data()

  /// Tensors by name; the numbers of the tensor at index n are the member `data/n`.
  static func dictionary(of tensors: [NamedTensor]) -> Data {
    var pickle = PickleWriter()
    pickle.bytes += [0x80, 2]
    pickle.bytes += Data("}(".utf8)
    for (index, tensor) in tensors.enumerated() {
      pickle.add(tensor.name)
      pickle.add(tensor, member: index)
    }
    pickle.bytes += Data("u.".utf8)
    return pickle.bytes
  }

  /// `_rebuild_tensor_v2((storage, type, key, device, count), offset, shape, strides,
  /// requires_grad, hooks)`.
  private mutating func add(_ tensor: NamedTensor, member: Int) {
    name("torch._utils", "_rebuild_tensor_v2")
    bytes += Data("((".utf8)
    add("storage")
    name("torch", tensor.elementType.storageName)
    add("\(member)")
    add("cpu")
    add(tensor.shape.reduce(1, *))
    bytes += Data("tQ".utf8)
    add(0)
    add(tensor.shape)
    var strides = [Int](repeating: 1, count: tensor.shape.count)
    for place in strides.indices.dropLast().reversed() {
      strides[place] = strides[place + 1] * max(1, tensor.shape[place + 1])
    }
    add(strides)
    bytes.append(0x89)
    name("collections", "OrderedDict")
    bytes += Data(")RtR".utf8)
  }

  private mutating func name(_ module: String, _ name: String) {
    bytes += Data("c\(module)\n\(name)\n".utf8)
  }

  private mutating func add(_ text: String) {
    bytes.append(UInt8(ascii: "X"))
    append(text.utf8.count, size: 4)
    bytes += Data(text.utf8)
  }

  private mutating func add(_ numbers: [Int]) {
    bytes.append(UInt8(ascii: "("))
    for number in numbers { add(number) }
    bytes.append(UInt8(ascii: "t"))
  }

  private mutating func add(_ number: Int) {
    switch number {
    case 0..<0x100:
      bytes.append(UInt8(ascii: "K"))
      append(number, size: 1)
    case 0..<0x8000_0000:
      bytes.append(UInt8(ascii: "J"))
      append(number, size: 4)
    default:
      bytes += [0x8A, 8]
      append(number, size: 8)
    }
  }

  private mutating func append(_ number: Int, size: Int) {
    for place in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
  }
}

extension ElementType {
  /// - Precondition: F32, BF16 or F16.
  fileprivate var storageName: String {
    switch self {
    case .float32: "FloatStorage"
    case .bfloat16: "BFloat16Storage"
    case .float16: "HalfStorage"
    default: preconditionFailure("\(rawValue) in a PyTorch file")
    }
  }
}
