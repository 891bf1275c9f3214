#include "app/models/import_form.h"

#include "app/format/foreign_text.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr std::size_t kSentMax = 64;

/// Only what nobody means: the engine reads it exactly, and its answer is shown in place.
bool looksLikeReference(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A(?:docker://)?(?:[A-Za-z0-9.-]+(?::[0-9]{1,5})?/)?"
                       "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
                       "(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?\\z"));
    return pattern.match(text).hasMatch();
}

QString wholePath(const QString &typed)
{
    const QString path = typed.trimmed();
    if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/")))
        return QDir::homePath() + path.mid(1);
    return path;
}

bool endsLike(const QString &name, std::initializer_list<const char *> endings)
{
    for (const char *ending : endings)
        if (name.endsWith(QLatin1String(ending), Qt::CaseInsensitive))
            return true;
    return false;
}

/// Without what says how it is packed.
QString withoutEndings(QString name)
{
    for (const char *ending : {".gz", ".tgz", ".xz", ".zst", ".bz2", ".tar"})
        if (name.endsWith(QLatin1String(ending), Qt::CaseInsensitive))
            name.chop(static_cast<qsizetype>(qstrlen(ending)));
    return name;
}

} // namespace

ImportForm::ImportForm(QObject *parent) : QObject(parent) {}

void ImportForm::begin()
{
    begin({}, {}, m_fromFile);
}

void ImportForm::begin(const QString &source, const QString &name, bool isFile)
{
    m_fromFile = isFile;
    m_reference = isFile ? QString() : source;
    m_path = isFile ? source : QString();
    const auto sent = std::ranges::find(m_sent, source.toStdString(), &api::ImportImage::source);
    m_authFile = sent == m_sent.end() ? QString() : QString::fromStdString(sent->authFile);
    m_plainHttp = sent != m_sent.end() && sent->plainHttp;
    m_name = name;
    m_sending = false;
    m_refusal.clear();
    Q_EMIT changed();
}

void ImportForm::takeFile(const QUrl &file)
{
    if (!file.isLocalFile())
        return;
    m_fromFile = true;
    set(m_path, file.toLocalFile());
}

void ImportForm::takeAuthFile(const QUrl &file)
{
    if (file.isLocalFile())
        setAuthFile(file.toLocalFile());
}

void ImportForm::set(QString &field, const QString &text)
{
    field = text;
    m_refusal.clear();
    Q_EMIT changed();
}

void ImportForm::setFromFile(bool fromFile)
{
    if (fromFile == m_fromFile)
        return;
    m_fromFile = fromFile;
    m_refusal.clear();
    Q_EMIT changed();
}

void ImportForm::setReference(const QString &text)
{
    m_fromFile = false;
    set(m_reference, text);
}

void ImportForm::setAuthFile(const QString &text)
{
    m_fromFile = false;
    set(m_authFile, text);
}

void ImportForm::setPlainHttp(bool plain)
{
    m_fromFile = false;
    m_plainHttp = plain;
    m_refusal.clear();
    Q_EMIT changed();
}

void ImportForm::setPath(const QString &text)
{
    m_fromFile = true;
    set(m_path, text);
}

void ImportForm::setName(const QString &text)
{
    set(m_name, text);
}

QString ImportForm::suggestedName() const
{
    if (!(m_fromFile ? pathProblem() : referenceProblem()).isEmpty())
        return {};
    if (m_fromFile)
        return withoutEndings(QFileInfo(QDir::cleanPath(wholePath(m_path))).fileName());
    QString name = m_reference.trimmed();
    if (name.startsWith(QLatin1String("docker://")))
        name = name.mid(9);
    return name;
}

QString ImportForm::referenceProblem() const
{
    const QString text = m_reference.trimmed();
    if (text.isEmpty() || looksLikeReference(text))
        return {};
    if (text.startsWith(QLatin1Char('/')) || text.startsWith(QLatin1Char('~')))
        return tr("That is a path: name it on the other side.");
    return tr("Not a reference. They look like docker.io/library/python:3.12-slim");
}

QString ImportForm::authProblem() const
{
    const QString path = wholePath(m_authFile);
    return path.isEmpty() || QFileInfo(path).isFile() ? QString() : tr("There is no such file.");
}

QString ImportForm::pathProblem() const
{
    const QString path = wholePath(m_path);
    if (path.isEmpty())
        return {};
    if (!path.startsWith(QLatin1Char('/')))
        return tr("Give its whole path, from / on.");
    return QFileInfo::exists(path) ? QString() : tr("There is no such file or folder.");
}

QString ImportForm::pathHint() const
{
    const QFileInfo file(wholePath(m_path));
    if (m_path.trimmed().isEmpty() || !pathProblem().isEmpty())
        return {};
    if (file.isDir())
        return QFileInfo::exists(file.filePath() + QLatin1String("/index.json"))
                   ? tr("A folder in the OCI layout.")
                   : tr("A folder; only those in the OCI layout are images.");
    if (endsLike(file.fileName(), {".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".oci"}))
        return tr("What is in it decides: a saved image, an OCI archive, or a root file system.");
    return tr("No ending of an archive. What is in it decides.");
}

QString ImportForm::nameProblem() const
{
    if (m_name.trimmed().toUtf8().size() > kNameBytesMax)
        return tr("At most %1 bytes.").arg(kNameBytesMax);
    return m_name.trimmed().contains(QLatin1Char(' ')) ? tr("Names have no spaces.") : QString();
}

QUrl ImportForm::folder() const
{
    const QFileInfo file(wholePath(m_path));
    const QString near = m_path.trimmed().isEmpty() ? QDir::homePath() : file.absolutePath();
    return QUrl::fromLocalFile(QFileInfo(near).isDir() ? near : QDir::homePath());
}

std::optional<api::ImportImage> ImportForm::wanted() const
{
    if (!nameProblem().isEmpty())
        return std::nullopt;
    api::ImportImage wanted{.source = {}, .name = m_name.trimmed().toStdString(), .authFile = {}};
    if (m_fromFile) {
        if (m_path.trimmed().isEmpty() || !pathProblem().isEmpty())
            return std::nullopt;
        wanted.source = QDir::cleanPath(wholePath(m_path)).toStdString();
        return wanted;
    }
    if (m_reference.trimmed().isEmpty() || !referenceProblem().isEmpty() || !authProblem().isEmpty())
        return std::nullopt;
    wanted.source = m_reference.trimmed().toStdString();
    wanted.authFile = wholePath(m_authFile).toStdString();
    wanted.plainHttp = m_plainHttp;
    return wanted;
}

void ImportForm::setSending()
{
    if (const auto sent = wanted()) {
        std::erase_if(m_sent, [&](const api::ImportImage &each) { return each.source == sent->source; });
        m_sent.push_back(*sent);
        if (m_sent.size() > kSentMax)
            m_sent.pop_front();
    }
    m_sending = true;
    m_refusal.clear();
    Q_EMIT changed();
}

void ImportForm::setAnswer(const api::Verdict &verdict)
{
    m_sending = false;
    const bool denied = verdict.kind == api::Verdict::Kind::Denied;
    if (denied)
        m_refusal = format::shownLine(QString::fromStdString(verdict.reason));
    Q_EMIT changed();
    if (!denied)
        Q_EMIT begun();
}

} // namespace glovebox::models
