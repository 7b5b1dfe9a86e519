#include "document/write_xlsx.h"

#include "document/tidy_text.h"

#include <xlsxwriter.h>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace document {

namespace {

constexpr std::size_t cell_octets_max = 32'767;
constexpr double label_width = 28;
constexpr double blank_width = 40;
constexpr std::uint8_t paper_a4 = 9;  // of Excel's own list

/// A file without a name, which libxlsxwriter knows by its path in /proc.
class MemoryFile {
  public:
    MemoryFile() : descriptor_(::memfd_create("sheet", MFD_CLOEXEC))
    {
        if (descriptor_ < 0) throw std::runtime_error("cannot make a file in memory");
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(descriptor_); }

    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

    [[nodiscard]] std::string content() const
    {
        std::string octets(static_cast<std::size_t>(std::max<off_t>(::lseek(descriptor_, 0, SEEK_END), 0)), '\0');
        const ssize_t count = ::pread(descriptor_, octets.data(), octets.size(), 0);
        if (count < 0 || static_cast<std::size_t>(count) != octets.size())
            throw std::runtime_error("cannot read memory");
        return octets;
    }

  private:
    int descriptor_;
};

/// Never half a character.
std::string cell_text(std::string_view text)
{
    std::string tidy = tidy_lines(text);
    if (tidy.size() <= cell_octets_max) return tidy;
    std::size_t end = cell_octets_max;
    while (end > 0 && (static_cast<unsigned char>(tidy[end]) & 0xC0U) == 0x80U) --end;
    tidy.resize(end);
    return tidy;
}

class Writer {
  public:
    explicit Writer(const std::string& path) : book_(workbook_new(path.c_str()))
    {
        if (book_ == nullptr) throw std::runtime_error("cannot make a workbook");
        page_ = workbook_add_worksheet(book_, nullptr);
        title_ = add_format();
        format_set_bold(title_);
        format_set_font_size(title_, 14);
        bold_ = add_format();
        format_set_bold(bold_);
        heading_ = add_bordered();
        format_set_bold(heading_);
        box_ = add_bordered();
        plain_ = add_format();
        worksheet_set_column(page_, 0, 0, label_width, nullptr);
        worksheet_set_column(page_, 1, 1, blank_width, nullptr);
    }

    void operator()(const Paragraph& paragraph)
    {
        write(0, paragraph.text, plain_);
        ++row_;
    }

    void operator()(const LabelledBlank& blank)
    {
        write(0, blank.label, bold_);
        write(1, blank.value, box_);
        offer(blank.choices, row_, row_, 1);
        ++row_;
    }

    void operator()(const SheetTable& table)
    {
        const lxw_row_t last = row_ + static_cast<lxw_row_t>(table.rows.size() + table.blank_rows);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            const double least = i == 0 ? label_width : i == 1 ? blank_width : 0;  // blanks share the columns
            worksheet_set_column(page_, column, column, std::max(table.columns[i].width, has_blanks_ ? least : 0),
                                 nullptr);
            write(column, table.columns[i].heading, heading_);
            if (last > row_) offer(table.columns[i].choices, row_ + 1, last, column);
        }
        ++row_;
        for (const auto& row : table.rows) write_row(row, table.columns.size());
        for (std::size_t i = 0; i < table.blank_rows; ++i) write_row({}, table.columns.size());
    }

    void write_title(const std::string& title)
    {
        write(0, title, title_);
        ++row_;
    }

    void note_blanks() { has_blanks_ = true; }

    /// Who prints it gets all columns on one page, as wide as it takes.
    void fit_to_pages()
    {
        worksheet_set_landscape(page_);
        worksheet_set_paper(page_, paper_a4);
        worksheet_fit_to_pages(page_, 1, 0);
    }

    /// The library frees the workbook, whatever comes of it.
    void close()
    {
        const lxw_error error = workbook_close(book_);
        if (error != LXW_NO_ERROR)
            throw std::runtime_error(std::string("cannot write a workbook: ") + lxw_strerror(error));
    }

  private:
    lxw_format* add_format()
    {
        lxw_format* format = workbook_add_format(book_);
        format_set_num_format(format, "@");  // what is written there stays as it was written
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        return format;
    }

    lxw_format* add_bordered()
    {
        lxw_format* format = add_format();
        format_set_border(format, LXW_BORDER_THIN);
        format_set_text_wrap(format);
        return format;
    }

    void write(lxw_col_t column, const std::string& text, lxw_format* format)
    {
        const std::string value = cell_text(text);
        if (value.empty())
            worksheet_write_blank(page_, row_, column, format);
        else
            worksheet_write_string(page_, row_, column, value.c_str(), format);
    }

    void write_row(const std::vector<std::string>& texts, std::size_t columns)
    {
        for (std::size_t i = 0; i < columns; ++i)
            write(static_cast<lxw_col_t>(i), i < texts.size() ? texts[i] : std::string{}, box_);
        ++row_;
    }

    /// Excel takes no more than 255 characters of choices, and none with a comma; without them anything can be written.
    void offer(std::vector<std::string> choices, lxw_row_t first, lxw_row_t last, lxw_col_t column)
    {
        constexpr std::size_t octets_max = 255;
        std::size_t octets = 0;
        bool has_comma = false;
        std::vector<char*> words;
        for (std::string& choice : choices) {
            octets += choice.size() + 1;
            has_comma = has_comma || choice.find(',') != std::string::npos;
            words.push_back(choice.data());
        }
        if (words.empty() || octets > octets_max || has_comma) return;
        words.push_back(nullptr);
        lxw_data_validation offered{};
        offered.validate = LXW_VALIDATION_TYPE_LIST;
        offered.value_list = words.data();
        offered.error_type = LXW_VALIDATION_ERROR_TYPE_INFORMATION;
        worksheet_data_validation_range(page_, first, column, last, column, &offered);
    }

    lxw_workbook* book_;
    lxw_worksheet* page_ = nullptr;
    lxw_format* title_ = nullptr;
    lxw_format* bold_ = nullptr;
    lxw_format* heading_ = nullptr;
    lxw_format* box_ = nullptr;
    lxw_format* plain_ = nullptr;
    lxw_row_t row_ = 0;
    bool has_blanks_ = false;
};

}  // namespace

std::string write_xlsx(const Sheet& sheet)
{
    const MemoryFile file;
    Writer writer(file.path());
    if (!sheet.title.empty()) writer.write_title(sheet.title);
    for (const SheetPart& part : sheet.parts) {
        if (std::holds_alternative<LabelledBlank>(part)) writer.note_blanks();
    }
    for (const SheetPart& part : sheet.parts) std::visit(writer, part);
    writer.close();
    return file.content();
}

}  // namespace document
