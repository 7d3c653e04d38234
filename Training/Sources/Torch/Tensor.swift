// A tensor of libtorch as a Swift value.

import CTorch

/// The number formats a tensor can hold.
public enum ElementType: Sendable {
  case float32, bfloat16, float64, int64

  var code: CTType {
    switch self {
    case .float32: CT_FLOAT32
    case .bfloat16: CT_BFLOAT16
    case .float64: CT_FLOAT64
    case .int64: CT_INT64
    }
  }

  init(_ code: CTType) {
    switch code {
    case CT_FLOAT32: self = .float32
    case CT_BFLOAT16: self = .bfloat16
    case CT_FLOAT64: self = .float64
    default: self = .int64
    }
  }

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .bfloat16: 2
    case .float32: 4
    case .float64, .int64: 8
    }
  }
}

/// A tensor of libtorch; operations on it are recorded for `backward()`.
///
/// A wrong shape is a programmer's error and traps with libtorch's message.
public final class Tensor {
  let handle: CTTensor

  init(_ handle: CTTensor) { self.handle = handle }

  deinit { ct_tensor_free(handle) }

  /// Wraps what `body` gives out; traps when it fails.
  convenience init(_ body: (UnsafeMutablePointer<CTTensor>) -> CTStatus) {
    var handle = CTTensor()
    expectSuccess(body(&handle))
    self.init(handle)
  }
}

/// Traps with libtorch's words when a call failed, in release builds too.
func expectSuccess(_ status: CTStatus) {
  if status != 0 { fatalError(String(cString: ct_error())) }
}

extension Tensor {
  public var shape: [Int] {
    var shape = [Int64](repeating: 0, count: Int(ct_rank(handle)))
    ct_shape(handle, &shape)
    return shape.map(Int.init)
  }

  public var count: Int { shape.reduce(1, *) }

  public var elementType: ElementType {
    var code = CT_FLOAT32
    expectSuccess(ct_type(&code, handle))
    return ElementType(code)
  }
}

extension Tensor {
  public static func zeros(_ shape: [Int], _ type: ElementType = .float32) -> Tensor {
    Tensor { ct_zeros($0, type.code, shape.map(Int64.init), Int32(shape.count)) }
  }

  public convenience init(_ values: [Float], shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for \(shape)")
    self.init { out in
      ct_from_bytes(out, CT_FLOAT32, shape.map(Int64.init), Int32(shape.count), values)
    }
  }

  public convenience init(_ values: [Double], shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for \(shape)")
    self.init { out in
      ct_from_bytes(out, CT_FLOAT64, shape.map(Int64.init), Int32(shape.count), values)
    }
  }

  public convenience init(_ values: [Int64], shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for \(shape)")
    self.init { out in
      ct_from_bytes(out, CT_INT64, shape.map(Int64.init), Int32(shape.count), values)
    }
  }

  /// The elements' bytes, rows first, in the machine's order.
  public var bytes: [UInt8] {
    let size = count * elementType.size
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      expectSuccess(ct_to_bytes(handle, buffer.baseAddress, size))
      initialized = size
    }
  }

  public var floats: [Float] {
    let values = elementType == .float32 ? self : cast(to: .float32)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      expectSuccess(ct_to_bytes(values.handle, buffer.baseAddress, buffer.count * 4))
      initialized = buffer.count
    }
  }

  public var doubles: [Double] {
    let values = elementType == .float64 ? self : cast(to: .float64)
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      expectSuccess(ct_to_bytes(values.handle, buffer.baseAddress, buffer.count * 8))
      initialized = buffer.count
    }
  }

  /// The only element.
  public var scalar: Double {
    precondition(count == 1, "\(shape) is not a scalar")
    return doubles[0]
  }
}
