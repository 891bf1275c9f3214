#include "app/models/secret_form.h"

#include "app/format/foreign_text.h"
#include "app/format/some_of.h"
#include "app/models/seed_form.h"

#include <QRegularExpression>

namespace glovebox::models {

using domain::GateSecret;

namespace {

/// With nothing wrong in it: one part of it is another's, and what is wrong then is wrong with that part.
GateSecret fineSecret()
{
    return {"a", {}, {"example.org"}, domain::BearerForm{}, "A"};
}

QString mistakeOf(const GateSecret &probe)
{
    const auto fine = domain::check(probe);
    return fine ? QString() : sentenceOf(fine.error().detail);
}

/// "registry-token" is in REGISTRY_TOKEN.
QString usualVariable(const QString &name)
{
    return name.trimmed().toUpper().replace(QLatin1Char('-'), QLatin1Char('_'));
}

std::vector<std::string> hostLines(const QString &text)
{
    static const QRegularExpression kBetween(QStringLiteral("[\\s,]+"));
    std::vector<std::string> hosts;
    for (const QString &host : text.split(kBetween, Qt::SkipEmptyParts))
        hosts.push_back(host.toLower().toStdString());
    return hosts;
}

/// What can be typed and cannot be seen is in no name.
std::string plainField(const QString &text)
{
    return text.trimmed().toStdString();
}

} // namespace

void SecretForm::prepareNew(const QStringList &taken)
{
    clear();
    m_prepared = true;
    m_taken = taken;
    Q_EMIT changed();
}

void SecretForm::prepareChange(const GateSecret &secret)
{
    clear();
    m_prepared = true;
    m_isNew = false;
    m_ownVariable = true;
    m_before = secret;
    m_name = QString::fromStdString(secret.name);
    m_description = QString::fromStdString(secret.description);
    QStringList hosts;
    for (const auto &host : secret.hosts)
        hosts += QString::fromStdString(host);
    m_hosts = hosts.join(QLatin1Char('\n'));
    m_variable = QString::fromStdString(secret.variable);
    m_kind = static_cast<int>(secret.form.index());
    if (const auto *basic = std::get_if<domain::BasicForm>(&secret.form))
        m_user = QString::fromStdString(basic->user);
    if (const auto *header = std::get_if<domain::HeaderForm>(&secret.form))
        m_header = QString::fromStdString(header->header);
    if (const auto *custom = std::get_if<domain::CustomForm>(&secret.form)) {
        m_header = QString::fromStdString(custom->header);
        m_text = QString::fromStdString(custom->text);
    }
    Q_EMIT changed();
}

void SecretForm::clear()
{
    m_isNew = true;
    m_prepared = m_revealed = m_ownVariable = false;
    m_taken.clear();
    m_others.clear();
    m_before = {};
    for (QString *field : {&m_name, &m_description, &m_hosts, &m_user, &m_header, &m_text, &m_variable})
        field->clear();
    m_kind = Bearer;
    m_value = {};
    Q_EMIT changed();
}

bool SecretForm::revealMistakes()
{
    if (!wrong())
        return false;
    m_revealed = true;
    Q_EMIT changed();
    return true;
}

void SecretForm::setOthers(std::vector<OtherSecret> others)
{
    if (others == m_others)
        return;
    m_others = std::move(others);
    Q_EMIT changed();
}

void SecretForm::set(QString &field, const QString &text)
{
    if (std::exchange(field, text) != text)
        Q_EMIT changed();
}

void SecretForm::setName(const QString &name)
{
    if (!m_isNew || name == m_name)
        return;
    m_name = name;
    if (!m_ownVariable)
        m_variable = usualVariable(name);
    Q_EMIT changed();
}

/// One that is emptied follows the name again.
void SecretForm::setVariable(const QString &text)
{
    m_ownVariable = !text.trimmed().isEmpty() && (!m_isNew || text != usualVariable(m_name));
    set(m_variable, text);
}

void SecretForm::setKind(int kind)
{
    if (kind < Bearer || kind > Custom || kind == m_kind)
        return;
    m_kind = kind;
    Q_EMIT changed();
}

void SecretForm::setValue(const QString &value)
{
    m_value = SecretString(value.toStdString());
    Q_EMIT changed();
}

domain::SecretForm SecretForm::form() const
{
    switch (m_kind) {
    case Basic:
        return domain::BasicForm{m_user.toStdString()};
    case Header:
        return domain::HeaderForm{plainField(m_header)};
    case Custom:
        return domain::CustomForm{plainField(m_header), plainField(m_text)};
    default:
        return domain::BearerForm{};
    }
}

GateSecret SecretForm::secret() const
{
    return {plainField(m_name), plainField(m_description), hostLines(m_hosts), form(), plainField(m_variable)};
}

std::optional<api::SaveSecret> SecretForm::wanted() const
{
    if (wrong())
        return std::nullopt;
    api::SaveSecret wanted{.secret = secret(), .mustBeNew = m_isNew};
    if (!m_value.empty())
        wanted.value = m_value;
    return wanted;
}

QString SecretForm::nameMistake() const
{
    auto probe = fineSecret();
    probe.name = plainField(m_name);
    if (const QString mistake = mistakeOf(probe); !mistake.isEmpty())
        return mistake;
    return m_isNew && m_taken.contains(m_name.trimmed()) ? tr("There is a secret of that name already.") : QString();
}

QString SecretForm::nameProblem() const
{
    return untouched(m_name) ? QString() : nameMistake();
}

QString SecretForm::descriptionProblem() const
{
    auto probe = fineSecret();
    probe.description = plainField(m_description);
    return mistakeOf(probe);
}

QString SecretForm::hostsProblem() const
{
    auto probe = fineSecret();
    probe.hosts = hostLines(m_hosts);
    return untouched(m_hosts) ? QString() : mistakeOf(probe);
}

QString SecretForm::userProblem() const
{
    auto probe = fineSecret();
    probe.form = domain::BasicForm{m_user.toStdString()};
    return m_kind == Basic ? mistakeOf(probe) : QString();
}

QString SecretForm::headerProblem() const
{
    auto probe = fineSecret();
    probe.form = domain::HeaderForm{plainField(m_header)};
    return m_kind < Header || untouched(m_header) ? QString() : mistakeOf(probe);
}

QString SecretForm::textProblem() const
{
    auto probe = fineSecret();
    probe.form = domain::CustomForm{"X-Fine", plainField(m_text)};
    return m_kind != Custom || untouched(m_text) ? QString() : mistakeOf(probe);
}

QString SecretForm::variableProblem() const
{
    auto probe = fineSecret();
    probe.variable = plainField(m_variable);
    // While it follows a name that is wrong, that is said there.
    const bool follows = !m_ownVariable && !nameMistake().isEmpty();
    return untouched(m_variable) || follows ? QString() : mistakeOf(probe);
}

QString SecretForm::variableWarning() const
{
    const QString variable = m_variable.trimmed();
    QStringList same;
    for (const auto &other : m_others) {
        if (other.variable != variable)
            continue;
        same += other.name;
        if (other.both.isEmpty())
            continue;
        return tr("%1 may use %2 as well, which is in the same variable: take one of the two from it, or choose "
                  "another.")
            .arg(format::someOf(other.both), other.name);
    }
    if (same.isEmpty())
        return {};
    return same.size() == 1
               ? tr("%1 is in it as well: no sandbox can be given both.").arg(same.front())
               : tr("%1 are in it as well: no sandbox can be given two of them.").arg(format::someOf(same));
}

QString SecretForm::valueMistake() const
{
    if (m_value.empty())
        return m_isNew ? tr("A new secret needs a value.") : QString();
    const auto fine = domain::checkGateValue(secret(), m_value);
    return fine ? QString() : sentenceOf(fine.error().detail);
}

QString SecretForm::valueProblem() const
{
    return m_value.empty() && !m_revealed ? QString() : valueMistake();
}

bool SecretForm::wrong() const
{
    return !nameMistake().isEmpty() || !domain::check(secret()) || !valueMistake().isEmpty();
}

QString SecretForm::requestLine() const
{
    auto shown = form();
    if (auto *header = std::get_if<domain::HeaderForm>(&shown); header && header->header.empty())
        header->header = "…";
    if (auto *custom = std::get_if<domain::CustomForm>(&shown)) {
        custom->header = custom->header.empty() ? "…" : custom->header;
        custom->text = custom->text.empty() ? "…" : custom->text;
    }
    const QString line = format::shownLine(QString::fromStdString(domain::textOf(shown)));
    return m_kind == Basic ? tr("%1, in base64").arg(line) : line;
}

QString SecretForm::insideLine() const
{
    const QString name = m_variable.trimmed();
    return tr("$%1 = %2…, a placeholder")
        .arg(name.isEmpty() ? QStringLiteral("…") : format::shownLine(name),
             QLatin1String(domain::kPlaceholderStart.data(), static_cast<qsizetype>(domain::kPlaceholderStart.size())));
}

/// Something would have to be typed again.
bool SecretForm::dirty() const
{
    if (!m_value.empty())
        return true;
    return m_isNew ? !m_name.isEmpty() || !m_description.isEmpty() || !m_hosts.trimmed().isEmpty()
                   : secret() != m_before;
}

} // namespace glovebox::models
