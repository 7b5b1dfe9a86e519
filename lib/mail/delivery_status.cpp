#include "mail/delivery_status.h"

#include "base/text.h"
#include "mail/lines.h"
#include "mail/refusal_reason.h"

#include <optional>

namespace mail {

namespace {

constexpr std::size_t recipients_max = 1000;
constexpr std::size_t address_octets_max = 320;  // RFC 5321 §4.5.3.1, with its "@"
constexpr std::size_t diagnostic_octets_max = 2000;
constexpr std::size_t field_octets_max = 4000;
constexpr std::size_t type_octets_max = 25;  // "X-Outbound-Mail-Relay"

/// "rfc822; ann@body.example" without its type, brackets and quotes.
std::string address_of(std::string_view value)
{
    const auto semicolon = value.find(';');
    const bool has_type = semicolon != std::string_view::npos && value.substr(0, semicolon).find('@') == value.npos;
    if (has_type) value.remove_prefix(semicolon + 1);
    value = base::trim(value);
    const auto open = value.rfind('<');
    const auto close = value.rfind('>');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close)
        value = value.substr(open + 1, close - open - 1);
    while (value.starts_with('<')) value.remove_prefix(1);
    while (value.ends_with('>') || value.ends_with(';')) value.remove_suffix(1);
    return base::one_line(base::trim(value), address_octets_max);
}

DeliveryAction action_of(std::string_view value)
{
    const std::string word = base::to_lower(base::trim(value));
    if (word.starts_with("delay") || word.starts_with("deferred")) return DeliveryAction::delayed;
    if (word.starts_with("deliver")) return DeliveryAction::delivered;
    if (word.starts_with("relayed")) return DeliveryAction::relayed;
    if (word.starts_with("expanded")) return DeliveryAction::expanded;
    return DeliveryAction::failed;
}

std::string diagnostic_of(std::string_view value)
{
    value = base::trim(value);
    const auto semicolon = value.find(';');
    const bool has_type = semicolon < type_octets_max && value.substr(0, semicolon).find(' ') == std::string_view::npos;
    if (has_type) value.remove_prefix(semicolon + 1);
    return base::one_line(base::trim(value), diagnostic_octets_max);
}

struct Field {
    std::string name;  ///< lower case
    std::string value;
};

/// Reads fields line by line, and gathers them into groups: a new one begins with a second field of its name.
class GroupReader {
  public:
    std::vector<RecipientStatus> run(std::string_view text)
    {
        while (!text.empty() && groups_.size() < recipients_max) take(without_line_end(take_line(text)));
        end_field();
        end_group();
        return std::move(groups_);
    }

  private:
    void take(std::string_view line)
    {
        while (line.starts_with('>')) line = base::trim(line.substr(1));
        if (is_continuation(line) && field_ && !base::trim(line).empty()) {
            if (field_->value.size() < field_octets_max) (field_->value += ' ') += base::trim(line);
            return;
        }
        end_field();
        line = base::trim(line);
        const std::size_t name = field_name_length(line);
        const auto colon = line.find(':', name);
        if (line.empty()) is_closed_ = has_recipient() && group_.has_action;
        if (name > 0) field_ = Field{base::to_lower(line.substr(0, name)), std::string(line.substr(colon + 1))};
    }

    void end_field()
    {
        if (!field_) return;
        const std::string& name = field_->name;
        if (name == "final-recipient") {
            begin_group_unless(group_.final_recipient.empty() && !is_closed_);
            group_.final_recipient = address_of(field_->value);
        } else if (name == "original-recipient") {
            begin_group_unless(group_.original_recipient.empty() && !is_closed_);
            group_.original_recipient = address_of(field_->value);
        } else if (name == "action") {
            begin_group_unless(!group_.has_action);
            group_.action = action_of(field_->value);
            group_.has_action = true;
        } else if (name == "status") {
            begin_group_unless(!group_.status.is_given());
            group_.status = find_status(field_->value);
        } else if (name == "diagnostic-code") {
            begin_group_unless(group_.diagnostic.empty());
            group_.diagnostic = diagnostic_of(field_->value);
        }
        field_.reset();
    }

    /// Some programs put blank lines within a group, and some none between two: a field that is there already begins the
    /// next, and so does a recipient where a blank line follows a whole group.
    void begin_group_unless(bool is_missing)
    {
        if (!is_missing) end_group();
    }

    [[nodiscard]] bool has_recipient() const
    {
        return !group_.final_recipient.empty() || !group_.original_recipient.empty();
    }

    void end_group()
    {
        if (has_recipient()) groups_.push_back(std::move(group_));
        group_ = {};
        is_closed_ = false;
    }

    std::vector<RecipientStatus> groups_;
    RecipientStatus group_;
    std::optional<Field> field_;
    bool is_closed_ = false;  ///< the group is whole, and a blank line followed
};

}  // namespace

std::string_view name_of(DeliveryAction action)
{
    switch (action) {
    case DeliveryAction::failed: return "failed";
    case DeliveryAction::delayed: return "delayed";
    case DeliveryAction::delivered: return "delivered";
    case DeliveryAction::relayed: return "relayed";
    case DeliveryAction::expanded: return "expanded";
    }
    return "";
}

std::vector<RecipientStatus> read_delivery_status(std::string_view text)
{
    return GroupReader().run(text);
}

}  // namespace mail
