// Role: what an operator writes as the place that an image is taken from, as a value and back. Grammar of registry
// references: the OCI distribution specification, "Pulling manifests", and the names that people leave out.
// Thread: any. Only what says so reads files.
#pragma once

#include "core/base/result.h"
#include "core/base/work_pool.h"
#include "core/domain/image.h"

#include <string>

namespace glovebox::images {

/// "python:3.12", "registry.example:5000/team/app@sha256:…", "docker://…", "oci:/path[:tag]",
/// "docker-archive:/path[:name:tag]", "oci-archive:/path[:tag]", "tarball:/path", or the path of a folder or file that
/// begins with "/", "./" or "../": what it is, its import finds by looking into it. Paths come out absolute; a
/// registry's reference comes out whole, "docker.io/library/python" with tag "3.12" ("latest" when neither tag nor
/// digest was said). InvalidArgument: what is wrong with it, what is taken, what to do. NotFound: the current folder is
/// gone.
Result<domain::ImageSource> parseImageSource(const std::string &text);

/// As it can be given to parseImageSource() again: "docker.io/library/python:3.12", "oci:/path:tag",
/// "archive:/path:name:tag", "tarball:/path", "/path".
std::string toText(const domain::ImageSource &source);

/// What people call it when they say nothing else: "python:3.12", "team/app:1"; of a file or folder its name without
/// the ending, or the name that it has in there.
std::string usualName(const domain::ImageSource &source);

/// Layout, Archive or Tarball. Blocking. Reads no more than it takes to know: of a compressed file its beginning.
/// NotFound, PermissionDenied, InvalidArgument (it is none of these).
Result<domain::ImageOrigin> whatIsInside(const std::string &path);

enum class ArchiveKind {
    Docker, // what `docker save` writes
    Oci,    // an OCI layout in a tar file
};

/// Of what is an Archive: which one. May have to read all of the file. A file that is both counts as Docker.
Result<ArchiveKind> archiveKind(const std::string &path, const StopFlag &stop);

} // namespace glovebox::images
