/// The formats of images that are recognised so that their files can be counted by name.
extension DataFormat {
  /// All of them, of which those without a signature here are told by the name of a file alone.
  static let unreadImages: [DataFormat] = [
    heic, avif,
    image(
      "jpeg-2000", "JPEG 2000", ["jp2", "j2k", "j2c", "jpf", "jpx", "jpm"],
      [[0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20], [0xFF, 0x4F, 0xFF, 0x51]]),
    image("jpeg-xl", "JPEG XL", ["jxl"], [[0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]]),
    image("jpeg-xr", "JPEG XR", ["jxr", "wdp", "hdp"], [[0x49, 0x49, 0xBC]]),
    image("tga", "TGA", ["tga"]),
    image("ico", "ICO", ["ico", "cur"]),
    image("icns", "ICNS", ["icns"], texts: ["icns"]),
    image("svg", "SVG", ["svg", "svgz"], texts: ["<svg"]),
    image("psd", "PSD", ["psd", "psb"], texts: ["8BPS"]),
    image("xcf", "XCF", ["xcf"], texts: ["gimp xcf"]),
    image("exr", "EXR", ["exr"], [[0x76, 0x2F, 0x31, 0x01]]),
    image("hdr", "Radiance HDR", ["hdr", "rgbe"], texts: ["#?RADIANCE", "#?RGBE"]),
    image("dds", "DDS", ["dds"], texts: ["DDS "]),
    image("pcx", "PCX", ["pcx"]),
    image("qoi", "QOI", ["qoi"], texts: ["qoif"]),
    image("flif", "FLIF", ["flif"], texts: ["FLIF"]),
    image("bpg", "BPG", ["bpg"], [[0x42, 0x50, 0x47, 0xFB]]),
    image("djvu", "DjVu", ["djvu", "djv"], texts: ["AT&TFORM"]),
    image("eps", "EPS", ["eps", "epsf"], texts: ["%!PS-Adobe"]),
    image("wmf", "WMF", ["wmf", "emf"], [[0xD7, 0xCD, 0xC6, 0x9A]]),
    image("dicom", "DICOM", ["dcm", "dicom", "ima"], texts: ["DICM"], at: 128),
    image("nifti", "NIfTI", ["nii"]),
    image("nrrd", "NRRD", ["nrrd", "nhdr"], texts: ["NRRD00"]),
    image("metaimage", "MetaImage", ["mha", "mhd"]),
    image("fits", "FITS", ["fits", "fit", "fts"], texts: ["SIMPLE  ="]),
    image("czi", "CZI", ["czi"], texts: ["ZISRAWFILE"]),
    image(
      "microscope", "microscope file", ["nd2", "lif", "lsm", "oib", "oif", "vsi", "ndpi", "mrxs"]),
    image(
      "video", "video", ["mp4", "m4v", "mov", "avi", "mkv", "webm", "mpg", "mpeg", "wmv"]),
    raw,
  ]

  /// What phones take.
  static let heic = DataFormat(
    "heic", "HEIC", .unreadImage, extensions: ["heic", "heif", "hif"],
    signatures: ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"].map(brand))

  /// The same container with AV1.
  static let avif = DataFormat(
    "avif", "AVIF", .unreadImage, extensions: ["avif", "avifs"],
    signatures: ["avif", "avis"].map(brand))

  /// What the sensors of cameras saw; most begin like a TIFF, which holds a small preview.
  static let raw = DataFormat(
    "raw", "camera RAW", .unreadImage,
    extensions: [
      "raw", "dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "sr2", "orf", "rw2", "raf",
      "pef",
      "srw", "3fr", "fff", "iiq", "erf", "kdc", "dcr", "mrw", "x3f", "rwl",
    ],
    signatures: [
      Signature(Array("II*\0".utf8) + [0x10, 0, 0, 0] + Array("CR".utf8)), brand("crx "),
      Signature("FUJIFILMCCD-RAW".utf8), Signature("IIRO".utf8), Signature("IIRS".utf8),
      Signature([0x49, 0x49, 0x55, 0x00]),
    ])

  /// The unread format of a file, by its first bytes or else by its name; nil for none.
  ///
  /// A camera's file is told by its name even where it begins like a TIFF.
  static func unreadImage(named name: String, startOf bytes: [UInt8]) -> DataFormat? {
    // Most images by far: nothing else begins like them.
    if png.matches(bytes) || jpeg.matches(bytes) { return nil }
    if raw.isName(name) { return raw }
    if let format = find(.unreadImage, startOf: bytes) { return format }
    guard find(.image, startOf: bytes) == nil else { return nil }
    // Pictures as arrays, among others that are files.
    if npy.matches(bytes) { return npy }
    if let container = container(named: name, startOf: bytes) { return container }
    let unpacked = name.lowercased().hasSuffix(".nii.gz") ? String(name.dropLast(3)) : name
    return unreadImages.first { $0.isName(unpacked) }
  }

  /// Files of many images, beside others that are files of their own.
  static let containers: [DataFormat] = [
    npz, tar, zip,
    image("matlab", "MATLAB", ["mat"], texts: ["MATLAB 5.0 MAT-file"]),
    image(
      "hdf5", "HDF5", ["h5", "hdf5", "hdf", "he5", "h5ad", "ilp"], [[0x89, 0x48, 0x44, 0x46]]),
    image("tfrecord", "TFRecord", ["tfrecord", "tfrecords", "tfrec"]),
    image("lmdb", "LMDB", ["mdb", "lmdb"]),
    image("zarr", "Zarr", ["zarr"]),
    image("7z", "7z", ["7z"], [[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]]),
    image("rar", "RAR", ["rar"], texts: ["Rar!"]),
    image("parquet-images", "Parquet", ["parquet"], texts: ["PAR1"]),
  ]
  /// Those that hold files.
  static let archives: Set<String> = ["zip", "tar", "7z", "rar"]

  /// The container that a file is, by its name or its first bytes; nil for none.
  private static func container(named name: String, startOf bytes: [UInt8]) -> DataFormat? {
    let name = name.lowercased()
    if [".tgz", ".tbz2", ".txz", ".tzst"].contains(where: name.hasSuffix) || name.contains(".tar.")
    {
      return tar
    }
    // A spreadsheet begins like a zip.
    return containers.first { $0.isName(name) }
      ?? containers.first { $0.use == .unreadImage && $0.matches(bytes) }
  }

  private static func brand(_ name: String) -> Signature {
    Signature("ftyp\(name)".utf8, at: 4)
  }

  private static func image(
    _ id: String, _ name: String, _ extensions: [String], _ signatures: [[UInt8]] = [],
    texts: [String] = [], at offset: Int = 0
  ) -> DataFormat {
    DataFormat(
      id, name, .unreadImage, extensions: extensions,
      signatures: signatures.map { Signature($0) } + texts.map { Signature($0.utf8, at: offset) })
  }
}
