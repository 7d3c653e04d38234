// swift-tools-version: 6.1
// The trainer: what needs libtorch, which Scripts/setup-libtorch puts into .libtorch at the root.
import PackageDescription

let libtorch =
  Context.environment["CONTINUO_LIBTORCH"] ?? "\(Context.packageDirectory)/../.libtorch/torch"

#if os(Windows)
  let runtimePath: [String] = []  // the DLLs' folder is put on PATH by Scripts/setup-libtorch.ps1
#else
  let runtimePath = ["-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]
#endif

let package = Package(
  name: "continuo-training",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "continuo", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .target(
      name: "CTorch",
      exclude: ["cuda/kernels"],  // taken into cuda/sources.cpp as text
      cxxSettings: [
        .headerSearchPath("gloo"),
        .unsafeFlags([
          "-isystem", "\(libtorch)/include",
          "-isystem", "\(libtorch)/include/torch/csrc/api/include",
          "-O3", "-fno-math-errno",
        ]),
      ],
      linkerSettings: [
        .unsafeFlags(["-L\(libtorch)/lib"] + runtimePath),
        .linkedLibrary("torch_cpu"), .linkedLibrary("torch"), .linkedLibrary("c10"),
      ]),
    .target(name: "Torch", dependencies: ["CTorch"]),
    .target(
      name: "RWKVTraining",
      dependencies: [
        "Torch",
        .product(name: "Corpus", package: "continuo"),
        .product(name: "Random", package: "continuo"),
        .product(name: "Tokens", package: "continuo"),
        .product(name: "MidiTok", package: "continuo"),
        .product(name: "Checkpoint", package: "continuo"),
      ]),
    .executableTarget(
      name: "continuo-train",
      dependencies: [
        "RWKVTraining", "Torch",
        .product(name: "Corpus", package: "continuo"),
        .product(name: "Tokens", package: "continuo"),
        .product(name: "MidiTok", package: "continuo"),
        .product(name: "Checkpoint", package: "continuo"),
        .product(name: "Rendering", package: "continuo"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Runs the kernels for NVIDIA cards on the CPU, for the tests; it is linked with CTorch there.
    .target(
      name: "CUDAEmulation", path: "Tests/CUDAEmulation",
      cxxSettings: [
        .headerSearchPath("../../Sources/CTorch"),
        .headerSearchPath("../../Sources/CTorch/include"), .unsafeFlags(["-O2"]),
      ]),
    .testTarget(name: "TorchTests", dependencies: ["Torch"]),
    .testTarget(
      name: "RWKVTrainingTests",
      dependencies: [
        "RWKVTraining", "CUDAEmulation",
        .product(name: "RWKV", package: "continuo"),
        .product(name: "Corpus", package: "continuo"),
        .product(name: "Checkpoint", package: "continuo"),
        .product(name: "Tokens", package: "continuo"),
        .product(name: "MidiTok", package: "continuo"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
