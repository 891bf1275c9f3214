#include "app/models/file_preview.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/file_rows.h"

#include <QStringDecoder>

namespace glovebox::models {

namespace {

/// Of a letter in UTF-8, at most.
constexpr std::size_t kLetterBytes = 4;

QString problemText(const Error &error)
{
    const auto text = format::explain(error, format::Area::File);
    return glovebox::models::FilePreview::tr("It cannot be shown. %1 %2 (%3)").arg(text.why, text.todo, text.code);
}

} // namespace

std::optional<QString> textOf(std::string_view bytes, bool isCut)
{
    if (bytes.find('\0') != std::string_view::npos)
        return {};
    for (std::size_t cut = 0; cut < (isCut ? kLetterBytes : 1) && cut <= bytes.size(); ++cut) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size() - cut)));
        if (!decoder.hasError())
            return text;
    }
    return {};
}

QString FilePreview::title() const
{
    return shown() ? fileTitle(m_entry) : QString();
}

QString FilePreview::path() const
{
    return QString::fromStdString(m_path);
}

void FilePreview::open(bridge::FileDesk &desk, const domain::SandboxId &sandbox, std::string path,
                       domain::GuestEntry entry)
{
    m_path = std::move(path);
    m_entry = std::move(entry);
    m_isKnown = m_isText = false;
    m_note.clear();
    m_problem.clear();
    m_lines.setText({});
    m_looking = desk.look(sandbox, m_path, [this](const Result<std::string> &found) { show(found); });
    Q_EMIT changed();
}

void FilePreview::show(const Result<std::string> &found)
{
    m_isKnown = true;
    if (!found) {
        m_problem = problemText(found.error());
    } else {
        const bool isCut = found->size() >= bridge::FileDesk::kLookMax;
        const auto size = std::max(m_entry.size, ByteCount{found->size()});
        const auto text = textOf(*found, isCut);
        m_isText = text && !text->isEmpty();
        if (m_isText)
            m_lines.setText(*text);
        m_note = found->empty() ? tr("Empty")
                 : !text        ? tr("Binary, %1").arg(format::bytes(size))
                 : isCut && size.value > found->size()
                     ? tr("The first %1 of %2").arg(format::bytes(ByteCount{found->size()}), format::bytes(size))
                     : format::bytes(size);
    }
    Q_EMIT changed();
}

void FilePreview::close()
{
    if (!shown())
        return;
    m_looking = {};
    m_path.clear();
    m_isKnown = m_isText = false;
    m_lines.setText({});
    Q_EMIT changed();
}

} // namespace glovebox::models
