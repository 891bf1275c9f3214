#include "app/cli/left_out.h"

#include "app/format/foreign_text.h"

#include <cstdio>

namespace glovebox::cli {

namespace {

bool isAboutOne(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::NotFound:
    case ErrorCode::TooLarge:
    case ErrorCode::Conflict:
        return true;
    default:
        return false;
    }
}

std::string shownText(const std::string &text)
{
    return format::shownLine(QString::fromStdString(text)).toStdString();
}

} // namespace

Result<> LeftOut::without(const std::string &path, Result<> result)
{
    if (result || !isAboutOne(result.error().code))
        return result;
    ++m_count;
    std::fprintf(stderr, "gloveboxctl: not copied: %s: %s\n", shownText(path).c_str(),
                 shownText(result.error().detail).c_str());
    return {};
}

} // namespace glovebox::cli
